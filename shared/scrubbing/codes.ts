import { isTaxonomy, namedPeople } from './parties';
import {
  isConsultation,
  isDental,
  isPreventiveVisit,
  isTelehealthCptVisit,
  isWellnessVisit,
  codeSet,
  termOf,
} from './code-families';
import { mpfsRow, type EditTables } from './edit-tables';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, type DatedLine, type ScrubSubject } from './subject';
import type { PayerPolicy } from '../coding/practice-rules';

export const C001: ScrubRule = {
  id: 'C001',
  title: 'The procedure code is known and in force on the date of service',
  source: 'CPT, HCPCS Level II and CDT as loaded: MPFS, HCPCS file, fee schedule',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line) => {
      if (line.code === '') return []; // A001
      const fault = codeFault(line, subject, tables);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${fault}.`,
          fix: 'Correct the code from the note (coder).',
        },
      ];
    }),
};

function codeFault(line: DatedLine, { rules }: ScrubSubject, tables: EditTables): string | undefined {
  const term = termOf(line.code, line.date);
  if (term?.to !== undefined) return `ended on ${term.to}${term.use === undefined ? '' : `; use ${term.use}`}`;
  if (term?.from !== undefined) return `is in force only from ${term.from}`;
  if (rules.fees.knows(line.code) && !isHcpcs(line.code)) return undefined;
  if (isDental(line.code)) return 'is not in the fee schedule';
  if (!isHcpcs(line.code))
    return tables.mpfs(line.code, line.date) === 'absent'
      ? 'is neither in the fee schedule of Medicare nor in the practice’s'
      : undefined;
  const status = tables.hcpcs(line.code, line.date);
  if (status === 'not-in-force') return `is not in force on ${line.date}`;
  return status === 'unknown' ? 'is not in the HCPCS list' : undefined;
}

const isHcpcs = (code: string): boolean => /^[A-CE-Z]\d{4}$/.test(code);

export const C005: ScrubRule = {
  id: 'C005',
  title: 'The diagnosis is a billable ICD-10-CM code on the date of service',
  source: 'ICD-10-CM of the fiscal year of the date of service (CDC/CMS order file)',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) => {
    const on = subject.dateOfService ?? datedLines(subject)[0]?.date;
    if (on === undefined) return [];
    return [...new Set(subject.diagnoses)].flatMap((code): Flag[] => {
      const answer = tables.icd10(code, on);
      if (answer === undefined || answer.status === 'billable') return [];
      const lines = subject.lines.filter((line) =>
        line.diagnosisPointers.some((pointer) => subject.diagnoses[pointer - 1] === code),
      );
      return [
        { lines: lines.map((line) => line.number), message: diagnosisFault(code, answer.status, on), fix: diagnosisFix(answer) },
      ];
    });
  },
};

function diagnosisFault(code: string, status: 'header' | 'not-in-force' | 'unknown', on: string): string {
  switch (status) {
    case 'header':
      return `${code} is a category; ICD-10-CM wants a more specific code on ${on}.`;
    case 'not-in-force':
      return `${code} is not in force on ${on}.`;
    case 'unknown':
      return `${code} is no ICD-10-CM code.`;
  }
}

function diagnosisFix(answer: { readonly status: string; readonly children?: readonly string[] }): string {
  const children = answer.children?.slice(0, 8) ?? [];
  return children.length === 0
    ? 'Choose the code that is in force from the note (coder).'
    : `Choose from the note: ${children.join(', ')}${(answer.children?.length ?? 0) > 8 ? ' …' : ''} (coder).`;
}

export const C006: ScrubRule = {
  id: 'C006',
  title: 'The place of service is a code of the CMS list',
  source: 'CMS place of service code set',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) => {
    const on = subject.dateOfService ?? datedLines(subject)[0]?.date;
    if (on === undefined) return [];
    const places = [subject.placeOfService, ...subject.lines.map((line) => line.placeOfService)];
    return [...new Set(places)].flatMap((place): Flag[] => {
      // A place that is not stated is missing, not wrong: F006 of the visit, A001 of the claim.
      if (place === undefined || place === '' || tables.placeOfService(place, on) !== 'absent') return [];
      const lines = subject.lines.filter((line) => line.placeOfService === place);
      return [
        {
          lines: lines.map((line) => line.number),
          message: `Place of service ${place} is not in the CMS list.`,
          fix: 'Correct the place of service from the visit (biller).',
        },
      ];
    });
  },
};

export const C008: ScrubRule = {
  id: 'C008',
  title: 'The rendering provider’s taxonomy is well formed',
  source: 'NUCC provider taxonomy: nine characters and X',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ claim }) =>
    claim === undefined
      ? [] // while coding, providers come from the practice's file, which its schema checked
      : namedPeople(claim).flatMap(([path, person]): Flag[] =>
          person?.taxonomy === undefined || isTaxonomy(person.taxonomy)
            ? []
            : [
                {
                  lines: [],
                  message: `${path}.taxonomy must be nine characters and X.`,
                  fix: 'Correct the taxonomy from the NUCC list (administrator).',
                },
              ],
        ),
};

/** Unlisted and not-otherwise-classified codes: they say nothing without words (SV101-7 or NTE). */
const isUnlisted = codeSet(
  '01999 15999 17999 19499 20999 21089 21299 21499 21899 22899 22999 23929 24999 25999 26989 27299 27599 27899 28899 29799 29999 30999 31299 31599 31899 32999 33999 ' +
    '36299 37501 37799 38129 38589 38999 39499 39599 40799 40899 41599 41899 42299 42699 42999 43289 43499 43659 43999 44238 44799 44899 44979 45399 45499 45999 46999 47379 47399 ' +
    '47579 47999 48999 49329 49659 49999 50549 50949 51999 53899 54699 55559 55899 58578 58579 58679 58999 59897 59898 59899 60659 60699 64999 66999 67299 67399 67599 67999 68399 68899 ' +
    '69399 69799 69949 69979 76496 76497 76498 76499 76999 77299 77399 77499 77799 78099 78199 78299 78399 78499 78599 78699 78799 78999 79999 80299 81099 81479 81599 84999 85999 86486 86849 86999 ' +
    '87797 87798 87799 87999 88099 88199 88299 88399 88749 89240 89398 90399 90749 90899 90999 91299 92499 92700 93799 93998 94799 95199 95999 96379 96549 96999 97039 97139 97799 99199 99429 99499 99600 ' +
    'A4335 A4421 A4641 A4649 A4913 A9698 A9699 A9900 A9999 B9998 B9999 C9399 E0769 E0770 E1399 E1699 J1599 J3490 J3590 J7199 J7599 J7699 J7799 J7999 J8498 J8499 J8597 J8999 J9999 K0812 K0898 K0899 ' +
    'L0999 L1499 L2999 L3649 L3999 L5999 L7499 L8039 L8499 L8699 Q2039 Q4050 Q4051 Q4082 Q4100 S8189 S8301 S9379 S9542 S9999 T1999 T2047 V2199 V2299 V2399 V2499 V2599 V2799 ' +
    'D0999 D1999 D2999 D3999 D4999 D5899 D5999 D6199 D6999 D7999 D8999 D9999',
);

export const C009: ScrubRule = {
  id: 'C009',
  title: 'An unlisted code carries a description',
  source: '837P TR3, SV101-7: non-specific procedure codes need a description',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ lines }) =>
    lines
      .filter((line) => isUnlisted(line.code) && (line.description ?? '').trim() === '')
      .map((line) => ({
        lines: [line.number],
        message: `Line ${line.number}: ${line.code} is an unlisted code without a description.`,
        fix: 'Add a short description of the service from the note (coder).',
      })),
};

export const C010: ScrubRule = {
  id: 'C010',
  title: 'The payer takes the service',
  source: 'MPFS status I and N for Medicare; payer table',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const why = refusalOf(line, subject, tables);
      if (why === undefined) return [];
      return [{ lines: [line.number], message: `Line ${line.number}: ${line.code} ${why}.`, fix: insteadOf(line.code) }];
    }),
};

function refusalOf(line: DatedLine, subject: ScrubSubject, tables: EditTables): string | undefined {
  const { payer } = subject;
  if (payer !== undefined) {
    const service = NOT_TAKEN.find((row) => row.codes(line.code) && row.isRefusedBy(payer))?.service;
    if (service !== undefined) return `is ${service}, which payer ${payer.payerId} does not take`;
    if (payer.notTaken.includes(line.code)) return `is not taken by payer ${payer.payerId}`;
  }
  if (!isMedicareStatusPayer(subject)) return undefined;
  const status = mpfsRow(tables, line.code, line.date)?.status;
  return status === 'I' || status === 'N' ? `has status ${status} in the Medicare fee schedule` : undefined;
}

const isMedicareStatusPayer = ({ payerType }: ScrubSubject): boolean =>
  payerType === 'medicare' || payerType === 'medicare_advantage';

const NOT_TAKEN: readonly {
  readonly codes: (code: string) => boolean;
  readonly service: string;
  isRefusedBy(payer: PayerPolicy): boolean;
}[] = [
  { codes: isConsultation, service: 'a consultation', isRefusedBy: (payer) => !payer.takesConsultations },
  { codes: isPreventiveVisit, service: 'a preventive visit', isRefusedBy: (payer) => !payer.takesPreventive },
  { codes: isWellnessVisit, service: 'a Medicare wellness visit', isRefusedBy: (payer) => !payer.takesWellness },
  { codes: isTelehealthCptVisit, service: 'a CPT telehealth visit', isRefusedBy: (payer) => !payer.telehealth.takesCpt98000 },
  { codes: codeSet('G2211'), service: 'the complexity add-on', isRefusedBy: (payer) => !payer.takesG2211 },
  { codes: codeSet('99417-99418'), service: 'the CPT prolonged service', isRefusedBy: (payer) => payer.prolonged === 'MEDICARE' },
  {
    codes: codeSet('G2212 G0316-G0318'),
    service: 'Medicare’s prolonged service',
    isRefusedBy: (payer) => payer.prolonged === 'CPT',
  },
  { codes: isDental, service: 'a dental service', isRefusedBy: (payer) => !payer.takesDental },
];

function insteadOf(code: string): string {
  if (code === '99417') return 'Bill G2212 when its minutes are reached (coder).';
  if (code === '99418') return 'Bill G0316 or G0317 when its minutes are reached (coder).';
  if (isConsultation(code)) return 'Bill the office or hospital visit that was rendered (coder).';
  if (isTelehealthCptVisit(code)) return 'Bill 99202-99215 as the payer’s telehealth policy says (coder).';
  if (isPreventiveVisit(code)) return 'Bill G0402, G0438 or G0439 if that is what was rendered, else the patient (coder).';
  return 'Bill what the payer takes instead, or the patient if the payer’s rules allow it (biller).';
}

export const C011: ScrubRule = {
  id: 'C011',
  title: 'No service that Medicare bundles into others (status B)',
  source: 'MPFS status B and P',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'medicare',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const status = mpfsRow(tables, line.code, line.date)?.status;
      if (status !== 'B' && status !== 'P') return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is bundled into the other services of the day (MPFS status ${status}).`,
          fix: `Take line ${line.number} off (coder).`,
        },
      ];
    }),
};
