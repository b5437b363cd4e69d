/** X12's basic set (capitals, digits, blank, a few marks) with the extended one (small letters, the other marks of a keyboard). */
const EXTENDED = /^[A-Za-z0-9 !"&'()*+,\-./:;?=%~@[\]_{}\\|<>#$^`]*$/;

export const isExtended = (value: string): boolean => EXTENDED.test(value);

// Letters that Unicode does not take apart into a base letter and a mark.
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'SS',
  ẞ: 'SS',
  Æ: 'AE',
  æ: 'AE',
  Œ: 'OE',
  œ: 'OE',
  Ø: 'O',
  ø: 'O',
  Đ: 'D',
  đ: 'D',
  Ð: 'D',
  ð: 'D',
  Ł: 'L',
  ł: 'L',
  Þ: 'TH',
  þ: 'TH',
  ı: 'I',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '\u00a0': ' ',
};

/**
 * Text as X12 carries it: accents taken off (José → JOSE), capitals, blanks at the end trimmed.
 * Characters that have no plain form stay: `isExtended` tells, and the caller refuses.
 */
export function toX12Text(value: string): string {
  const plain = Array.from(value.normalize('NFC'), (char) => LETTERS[char] ?? char).join('');
  return plain
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toUpperCase()
    .trimEnd();
}
