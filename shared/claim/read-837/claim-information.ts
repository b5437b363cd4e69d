import { withoutUndefined } from '../../kernel/without-undefined';
import { component, components, element, type Segment } from '../../x12/core/segment';
import type { Claim } from '../claim';
import {
  ACCIDENT_CODES,
  ASSIGNMENT_CODES,
  FREQUENCY_CODES,
  PROFESSIONAL_DATES,
  RELEASE_CODES,
  TOOTH_STATUS_CODES,
  wordFor,
} from '../code-lists';
import { all, amount, date, find, given, numberAt, reference } from './loops';
import { addressOf, namedLoop, personOf } from './parties';
import { listOrNothing } from './service-lines';

// The head of loop 2300 and the providers of 2310.

export const clmComponent = (head: readonly Segment[], part: number): string | undefined => {
  const clm = find(head, 'CLM');
  const value = clm === undefined ? '' : component(clm, 5, part);
  return value === '' ? undefined : value;
};

export function identityOf(head: readonly Segment[], type: Claim['type'], unstated: string[]) {
  const frequency = wordFor(FREQUENCY_CODES, clmComponent(head, 3) ?? '');
  if (frequency === undefined) unstated.push('frequency');
  return {
    claimId: given(find(head, 'CLM'), 1) ?? '',
    type,
    frequency: frequency ?? ('original' as const),
    payerClaimNumber: reference(head, 'F8'),
    predetermination: given(find(head, 'CLM'), 19) === 'PB' ? true : undefined,
    diagnosisCodes: diagnosesOf(head),
  };
}

/** HI with ICD-10-CM (ABK, ABF) or, of old, ICD-9 (BK, BF); codes get their dot back. */
const diagnosesOf = (head: readonly Segment[]): readonly string[] =>
  all(head, 'HI').flatMap((hi) =>
    hi.elements.flatMap((_, position) => {
      const [qualifier = '', code = ''] = position === 0 ? [] : components(hi, position);
      if (!/^A?B[KF]$/.test(qualifier) || code === '') return [];
      return [code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code];
    }),
  );

export function providersOf(loops: readonly (readonly Segment[])[], lines: readonly (readonly Segment[])[]) {
  const named = (qualifier: string): readonly Segment[] | undefined =>
    loops.find(([first]) => first !== undefined && element(first, 1) === qualifier);
  const person = (qualifier: string) => {
    const loop = named(qualifier);
    return loop && personOf(loop);
  };
  const facility = named('77');
  const ordering = lines[0] && namedLoop(lines[0], 'DK');
  return {
    referringProvider: person('DN'),
    renderingProvider: person('82'),
    supervisingProvider: person('DQ'),
    orderingProvider: ordering && personOf(ordering),
    serviceFacility:
      facility && withoutUndefined({ npi: given(facility[0], 9), name: given(facility[0], 3), address: addressOf(facility) }),
  };
}

export function agreementsOf(head: readonly Segment[]) {
  const clm = find(head, 'CLM');
  const flag = (position: number): boolean | undefined => {
    const value = given(clm, position);
    return value === undefined ? undefined : value === 'Y';
  };
  return {
    signatureOnFile: flag(6),
    assignment: wordFor(ASSIGNMENT_CODES, given(clm, 7) ?? ''),
    benefitsAssigned: flag(8),
    releaseOfInformation: wordFor(RELEASE_CODES, given(clm, 9) ?? ''),
  };
}

export function circumstancesOf(head: readonly Segment[], type: Claim['type']) {
  return {
    accident: accidentOf(head),
    dates: datesOf(head, type),
    priorAuthorization: reference(head, 'G1'),
    referralNumber: reference(head, '9F'),
    predeterminationNumber: reference(head, 'G3'),
    cliaNumber: reference(head, 'X4'),
    medicalRecordNumber: reference(head, 'EA'),
    patientPaidCents: amount(head, 'F5'),
    attachments: listOrNothing(
      all(head, 'PWK').map((pwk) =>
        withoutUndefined({ reportType: element(pwk, 1), transmission: element(pwk, 2), controlNumber: given(pwk, 6) }),
      ),
    ),
    note: given(find(head, 'NTE'), 2),
  };
}

function accidentOf(head: readonly Segment[]): Claim['accident'] {
  const clm = find(head, 'CLM');
  const causes = clm === undefined ? [] : components(clm, 11);
  const cause = causes.slice(0, 3).flatMap((code) => wordFor(ACCIDENT_CODES, code) ?? [])[0];
  if (cause === undefined) return undefined;
  const state = causes[3];
  return withoutUndefined({ cause, date: date(head, '439'), state: state === '' ? undefined : state });
}

function datesOf(head: readonly Segment[], type: Claim['type']): Claim['dates'] {
  const found = PROFESSIONAL_DATES.filter(([name]) => name !== 'accident').map(([name, qualifier]) => [
    name,
    date(head, qualifier),
  ]);
  const read: Claim['dates'] = withoutUndefined({
    ...(Object.fromEntries(type === 'dental' ? [] : found) as NonNullable<Claim['dates']>),
    appliancePlacement: date(head, '452'),
  });
  return Object.keys(read).length === 0 ? undefined : read;
}

export function dentalOf(head: readonly Segment[]) {
  const months = find(head, 'DN1');
  const totalMonths = months && numberAt(months, 1);
  return {
    orthodontics:
      months === undefined || totalMonths === undefined
        ? undefined
        : withoutUndefined({ totalMonths, monthsRemaining: numberAt(months, 2) }),
    missingTeeth: listOrNothing(
      all(head, 'DN2').flatMap((tooth) => {
        const status = wordFor(TOOTH_STATUS_CODES, element(tooth, 2));
        return status === undefined ? [] : [{ number: element(tooth, 1), status }];
      }),
    ),
  };
}
