import { isLaboratory, codeSet } from './code-families';
import { CLAIM_ONLY, type Flag, type ScrubRule } from './rule';
import type { ScrubLine, ScrubSubject } from './subject';

const CLIA_NUMBER = /^\d{2}D\d{7}$/;

/** Laboratory codes outside CLIA: CMS list of codes excluded from CLIA edits. */
const isOutsideClia = codeSet(
  '80500-80506 81050 82075 83013-83014 83987 86077-86079 86485-86580 86910 86960 88125 88240-88241 88720 88738-88741 89049 89220',
);

/** Waived tests that need no QW (scrubbing E009). */
const isWaivedWithoutQw = codeSet('81002 81025 82270 82272 82962 83026 84830 85013 85651');

/** Waived tests that are billed with QW when done under a certificate of waiver: CMS list of waived tests (codes only). */
const isWaivedWithQw = codeSet(
  '80047 80048 80051 80053 80061 80069 80178 80305 81003 81007 82010 82040 82044 82120 82150 82247 82271 82274 82310 82330 82374 82435 82465 82523 82550 82565 82570 82679 82947 82950-82952 82977 82985 ' +
    '83001 83002 83036 83037 83516 83605 83655 83718 83721 83861 83880 83986 84075 84132 84155 84157 84295 84443 84450 84460 84478 84520 84550 84703 85014 85018 85576 85610 ' +
    '86294 86308 86318 86386 86618 86701 86703 86780 86803 87077 87210 87426 87428 87449 87502 87631 87633-87637 87651 87801-87811 87880 87899 87905',
);

export const E009: ScrubRule = {
  id: 'E009',
  title: 'A laboratory test carries the CLIA number, a waived one QW',
  source: '42 CFR 493; CMS CLIA edits: REF*X4, modifier QW; modifier 90 with REF*F4',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'medicare-medicaid',
  check: (subject) => [...numberFlags(subject), ...waiverFlags(subject)],
};

const isUnderClia = ({ code }: ScrubLine): boolean => isLaboratory(code) && !isOutsideClia(code);

function numberFlags(subject: ScrubSubject): readonly Flag[] {
  const lines = subject.lines.filter(isUnderClia).map((line) => line.number);
  const number = subject.claim?.cliaNumber;
  if (lines.length === 0 || (number !== undefined && CLIA_NUMBER.test(number))) return [];
  return [
    {
      lines,
      message:
        number === undefined ? 'Laboratory lines need clia_number.' : 'clia_number must be two digits, D and seven digits.',
      fix: 'Take the number from the laboratory’s CLIA certificate (biller; can be done automatically from the practice’s settings).',
    },
  ];
}

const waiverFlags = ({ lines }: ScrubSubject): readonly Flag[] =>
  lines.flatMap((line): Flag[] => {
    const has = line.modifiers.includes('QW');
    if (isWaivedWithQw(line.code) && !has && !line.modifiers.includes('90'))
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is a CLIA-waived test and carries no QW.`,
          fix: 'Add QW if it was done under a certificate of waiver (coder).',
        },
      ];
    if (isWaivedWithoutQw(line.code) && has)
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is waived without QW.`,
          fix: 'Take QW off (coder; can be done automatically).',
        },
      ];
    return [];
  });
