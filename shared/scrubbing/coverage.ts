import { mpfsRow, type EditTables } from './edit-tables';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, diagnosesOf, type DatedLine, type ScrubSubject } from './subject';

export const E001: ScrubRule = {
  id: 'E001',
  title: 'The diagnosis supports the service by the contractor’s article',
  source: 'CMS Medicare Coverage Database: billing and coding articles of the state’s contractor',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'medicare',
  check: (subject, tables) => datedLines(subject).flatMap((line) => articleFlags(line, subject, tables)),
};

function articleFlags(line: DatedLine, subject: ScrubSubject, tables: EditTables): readonly Flag[] {
  const articles = tables.articles(line.code, subject.state, line.date);
  const diagnoses = diagnosesOf(subject, line);
  // An ABN on file, or a stated exclusion, is the answer to this question already.
  if (articles.length === 0 || line.modifiers.some((modifier) => ['GA', 'GX', 'GY', 'GZ'].includes(modifier))) return [];
  if (articles.some((article) => diagnoses.some((code) => article.covered.has(code) && !article.nonCovered.has(code)))) return [];
  const [article] = articles;
  const refused = diagnoses.find((code) => articles.some(({ nonCovered }) => nonCovered.has(code)));
  const listed = articles.some(({ covered }) => covered.size > 0);
  if (article === undefined || (refused === undefined && !listed)) return [];
  const prose = articles.some((one) => one.prose);
  return [
    {
      lines: [line.number],
      message:
        refused === undefined
          ? `Line ${line.number}: article ${article.article} for ${subject.state} lists none of ${diagnoses.join(', ')} for ${line.code}${prose ? '; its text has conditions that a person reads' : ''}.`
          : `Line ${line.number}: article ${article.article} for ${subject.state} names ${refused} as not covered for ${line.code}.`,
      fix: 'Point to a diagnosis of the chart that the article covers, or obtain an ABN and add GA (coder, provider).',
      ...(prose && refused === undefined ? { severity: 'warn' as const } : {}),
    },
  ];
}

/** Screening services that Medicare pays only with their screening diagnosis (NCD 210.x, preventive services chart). */
const SCREENING: readonly { readonly codes: readonly string[]; readonly diagnoses: RegExp; readonly named: string }[] = [
  { codes: ['77067'], diagnoses: /^Z12\.3[19]|^Z80\.3|^Z85\.3/, named: 'Z12.31' },
  { codes: ['G0103', 'G0102'], diagnoses: /^Z12\.5/, named: 'Z12.5' },
  { codes: ['G0328', '82270', '81528'], diagnoses: /^Z12\.1[12]/, named: 'Z12.11 or Z12.12' },
  {
    codes: ['G0105', 'G0121'],
    diagnoses: /^Z(12\.1[12]|80\.0|83\.71|85\.0|86\.010|86\.00)|^K(50|51)/,
    named: 'Z12.11 or a high-risk history',
  },
  {
    codes: ['G0101', 'Q0091'],
    diagnoses: /^Z(01\.411|01\.419|12\.4|12\.72|12\.79|12\.89|72\.5|77\.29|77\.9|91\.8)/,
    named: 'Z01.411, Z01.419, Z12.4 …',
  },
  { codes: ['G0296', '71271'], diagnoses: /^(Z87\.891|F17\.21|Z12\.2)/, named: 'Z87.891 or F17.21-' },
];

export const E002: ScrubRule = {
  id: 'E002',
  title: 'A screening carries its screening diagnosis',
  source: 'CMS national coverage determinations 210.x; Medicare preventive services',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'medicare',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const screening = SCREENING.find((row) => row.codes.includes(line.code));
      if (screening === undefined || diagnosesOf(subject, line).some((code) => screening.diagnoses.test(code))) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is a screening, and none of its diagnoses is one for it (${screening.named}).`,
          fix: `Point to ${screening.named} if it was a screening, else bill the diagnostic code (coder).`,
        },
      ];
    }),
};

export const E011: ScrubRule = {
  id: 'E011',
  title: 'What GA, GX, GY and GZ say is true',
  source: 'CMS Claims Processing Manual ch. 30 §50 (ABN)',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    subject.lines.flatMap((line): Flag[] => {
      if (line.modifiers.includes('GA') && !subject.attested.abnOnFile)
        return [
          {
            lines: [line.number],
            message: `Line ${line.number} (${line.code}): GA says that an ABN is on file, and none is stated.`,
            fix: 'File the signed ABN and state it, or use GZ (front desk, biller).',
          },
        ];
      const denied = line.modifiers.find((modifier) => modifier === 'GY' || modifier === 'GZ');
      if (denied === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number} (${line.code}): ${denied} makes Medicare deny the line (${denied === 'GY' ? 'the patient pays' : 'the practice pays'}).`,
          fix: 'Nothing to do if that is meant (biller).',
          severity: 'info',
        },
      ];
    }),
};

export const E016: ScrubRule = {
  id: 'E016',
  title: 'No service that a nursing facility or a hospice bills for the patient',
  source: 'CMS SNF consolidated billing; hospice modifiers GV and GW',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'medicare',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line): Flag[] => {
      if (line.placeOfService === '31' && mpfsRow(tables, line.code, line.date)?.pcTc === '1' && !line.modifiers.includes('26'))
        return [
          {
            lines: [line.number],
            message: `Line ${line.number}: in a Part A stay (place of service 31) the facility bills the technical part of ${line.code}.`,
            fix: 'Bill the professional part with 26 (coder).',
          },
        ];
      if (line.placeOfService === '34' && !line.modifiers.some((modifier) => modifier === 'GV' || modifier === 'GW'))
        return [
          {
            lines: [line.number],
            message: `Line ${line.number}: ${line.code} for a hospice patient (place of service 34) carries neither GV nor GW.`,
            fix: 'Add GV (attending, not of the hospice) or GW (unrelated to the terminal illness) as it was (coder).',
          },
        ];
      return [];
    }),
};
