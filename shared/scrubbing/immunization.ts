import { isHepatitisBVaccine, isInfluenzaVaccine, isPneumococcalVaccine, isVaccine, codeSet } from './code-families';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, type DatedLine, type ScrubSubject } from './subject';

/** Medicare's own administration codes, each for its kind of vaccine (em-coding §4, scrubbing D018). */
const MEDICARE_ADMINISTRATION = [
  { code: 'G0008', kind: 'influenza', products: isInfluenzaVaccine },
  { code: 'G0009', kind: 'pneumococcal', products: isPneumococcalVaccine },
  { code: 'G0010', kind: 'hepatitis B', products: isHepatitisBVaccine },
] as const;
const isCptAdministration = codeSet('90460 90471-90474 90480');
const isFirst = codeSet('90471 90473');
const isFurther = codeSet('90472 90474');

export const D018: ScrubRule = {
  id: 'D018',
  title: 'A vaccine and its administration, in the right codes and units',
  source: 'CPT immunization administration; CMS: G0008, G0009, G0010; VFC modifier SL',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => {
    const days = new Set(datedLines(subject).map((line) => line.date));
    return [...days].flatMap((day) =>
      flagsOfDay(
        datedLines(subject).filter((line) => line.date === day),
        subject,
      ),
    );
  },
};

const unitsOf = (lines: readonly DatedLine[]): number => lines.reduce((sum, line) => sum + line.units, 0);
const numbersOf = (lines: readonly DatedLine[]): readonly number[] => lines.map((line) => line.number);

function flagsOfDay(day: readonly DatedLine[], subject: ScrubSubject): readonly Flag[] {
  const medicare = subject.payer?.vaccineAdministration === 'MEDICARE';
  const products = day.filter((line) => isVaccine(line.code));
  const special = medicare ? MEDICARE_ADMINISTRATION : [];
  const flags: Flag[] = [];
  for (const { code, kind, products: belongs } of MEDICARE_ADMINISTRATION) {
    const administrations = day.filter((line) => line.code === code);
    const given = products.filter((line) => belongs(line.code));
    if (!medicare && administrations.length > 0)
      flags.push(
        say(
          administrations,
          `${code} is Medicare’s; this payer takes 90471-90474 or 90460`,
          'Bill the CPT administration code (coder).',
        ),
      );
    if (!medicare) continue;
    if (administrations.length > 0 && given.length === 0)
      flags.push(
        say(
          administrations,
          `${code} stands without a ${kind} vaccine`,
          'Add the vaccine product, or take the administration off (coder).',
        ),
      );
    if (given.length > 0 && administrations.length === 0)
      flags.push(
        say(
          given,
          `the ${kind} vaccine stands without ${code}, which Medicare takes for its administration`,
          `Bill ${code} for the administration (coder).`,
        ),
      );
  }
  const ordinary = products.filter((line) => !special.some(({ products: belongs }) => belongs(line.code)));
  return [
    ...flags,
    ...ordinaryFlags(
      day,
      ordinary,
      medicare ? [] : day.filter((line) => MEDICARE_ADMINISTRATION.some(({ code }) => code === line.code)),
    ),
  ];
}

/** Vaccines that 90471-90474, 90460 or 90480 administer: a product for each administration, an administration for each product. */
function ordinaryFlags(
  day: readonly DatedLine[],
  products: readonly DatedLine[],
  replaced: readonly DatedLine[],
): readonly Flag[] {
  const administrations = day.filter((line) => isCptAdministration(line.code));
  const further = day.filter((line) => isFurther(line.code));
  const first = day.filter((line) => isFirst(line.code));
  const flags: Flag[] = [];
  if (products.length > 0 && administrations.length === 0 && replaced.length === 0)
    flags.push(
      say(products, 'the vaccine stands without its administration', 'Bill the administration, if it was given here (coder).'),
    );
  if (administrations.length > 0 && products.length === 0)
    flags.push(
      say(
        administrations,
        'the administration stands without a vaccine that it may be for',
        'Add the vaccine product, at no charge with SL when the state gave it (coder).',
      ),
    );
  if (unitsOf(first) > 1)
    flags.push(
      say(first, 'the first administration (90471, 90473) is billed once a day', 'Bill the others as 90472 or 90474 (coder).'),
    );
  const counselled = administrations.some((line) => line.code === '90460' || line.code === '90480');
  if (!counselled && products.length > 0 && first.length > 0 && unitsOf(further) !== unitsOf(products) - 1)
    flags.push(
      say(
        further.length > 0 ? further : first,
        `${unitsOf(products)} vaccines take one first and ${unitsOf(products) - 1} further administrations (90472, 90474), not ${unitsOf(further)}`,
        'Correct the units of the administration from the note (coder).',
      ),
    );
  return flags;
}

const say = (lines: readonly DatedLine[], message: string, fix: string): Flag => ({
  lines: numbersOf(lines),
  message: `${lines.map((line) => `Line ${line.number} (${line.code})`).join(', ')}: ${message}.`,
  fix,
});
