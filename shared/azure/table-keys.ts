/**
 * A key as Table storage takes it: '/', '\', '#', '?', '%' and control characters are written as %XX of their UTF-8 bytes, and so is
 * '%' itself. Keys of letters, digits and '.-_' stay as they are, and order is kept among them.
 */
export function encodeKey(key: string): string {
  let encoded = '';
  for (const character of key) {
    encoded += /[/\\#?%\u0000-\u001f\u007f-\u009f]/.test(character) ? percentOf(character) : character;
  }
  return encoded;
}

const percentOf = (character: string): string =>
  [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

export const decodeKey = (encoded: string): string => decodeURIComponent(encoded.replace(/%(?![0-9A-F]{2})/g, '%25'));

/** Table storage keeps at most 32 Ki characters of UTF-16 in a property. */
const CHUNK_CHARACTERS = 30_000;

/** JSON text as string properties v0, v1 …, each short enough. Surrogate pairs are not cut. */
export function chunksOf(text: string): Readonly<Record<string, string>> {
  const chunks: Record<string, string> = {};
  let from = 0;
  for (let index = 0; from < text.length || index === 0; index++) {
    let to = Math.min(from + CHUNK_CHARACTERS, text.length);
    if (to < text.length && /[\ud800-\udbff]/.test(text.charAt(to - 1))) to -= 1;
    chunks[`v${index}`] = text.slice(from, to);
    from = to;
  }
  return chunks;
}

export function textOfChunks(properties: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (let index = 0; ; index++) {
    const chunk = properties[`v${index}`];
    if (typeof chunk !== 'string') return text;
    text += chunk;
  }
}
