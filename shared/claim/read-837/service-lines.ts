import { withoutUndefined } from '../../kernel/without-undefined';
import { component, components, element, type Segment } from '../../x12/core/segment';
import { ZERO_CENTS } from '../../kernel/money';
import type { Adjustment, Claim, ClaimServiceLine, LineAdjudication } from '../claim';
import { PROSTHESIS_CODES, wordFor } from '../code-lists';
import { all, centsAt, cutLoops, date, dates, find, given, numberAt, reference } from './loops';
import { personOf } from './parties';

/** What a line leaves to the claim above it: its date and place where they are the same. */
export type ClaimAbove = Pick<Claim, 'dateOfService' | 'placeOfService' | 'type'>;

const LINE_LOOPS = new Set(['LIN', 'NM1', 'SVD']);

/** A 2400 loop, LX first. */
export function serviceLineOf(loop: readonly Segment[], above: ClaimAbove, path: string, unstated: string[]): ClaimServiceLine {
  const { head, loops } = cutLoops(loop, LINE_LOOPS);
  const service = find(head, 'SV1') ?? find(head, 'SV3');
  if (service === undefined) unstated.push(`${path}.code`);
  const procedure = service === undefined ? NO_PROCEDURE : procedureOf(components(service, 1));
  const days = dates(head, '472');
  const line = {
    lineId: reference(head, '6R'),
    procedureCode: procedure.code,
    codeSystem: codeSystemOf(procedure.code, above.type),
    modifiers: procedure.modifiers,
    chargeCents: service === undefined ? ZERO_CENTS : centsAt(service, 2, `${path}.charge_amount`, unstated),
    description: procedure.description,
    dateOfService: days?.from === above.dateOfService ? undefined : days?.from,
    dateTo: days === undefined || days.to === days.from ? undefined : days.to,
    priorAuthorization: reference(head, 'G1'),
    renderingProvider: named(loops, '82'),
    ...(service?.id === 'SV3' ? dentalOf(service, head) : professionalOf(service, loops, `${path}.units`, unstated)),
  };
  const placeOfService = line.placeOfService === above.placeOfService ? undefined : line.placeOfService;
  const read: ClaimServiceLine = withoutUndefined({ ...line, placeOfService });
  const decisions = loops
    .filter((inner) => inner[0]?.id === 'SVD')
    .map((inner, index) => adjudicationOf(inner, read, `${path}.adjudications.${index}`, unstated));
  return decisions.length === 0 ? read : { ...read, adjudications: decisions };
}

interface Procedure {
  readonly code: string;
  readonly modifiers: readonly string[];
  readonly description: string | undefined;
}

const NO_PROCEDURE: Procedure = { code: '', modifiers: [], description: undefined };

/** SV101, SV301 and SVD03: qualifier, code, four modifiers, description. */
function procedureOf(parts: readonly string[]): Procedure {
  const [, code = '', ...rest] = parts;
  const description = rest[4] ?? '';
  return {
    code,
    modifiers: rest.slice(0, 4).filter((modifier) => modifier !== ''),
    description: description === '' ? undefined : description,
  };
}

/** CPT: four digits and a digit or a letter; HCPCS level II: a letter and four digits. */
const codeSystemOf = (code: string, type: Claim['type']): ClaimServiceLine['codeSystem'] =>
  type === 'dental' ? 'CDT' : /^\d{4}[0-9A-Z]$/.test(code) ? 'CPT' : 'HCPCS';

function professionalOf(
  service: Segment | undefined,
  loops: readonly (readonly Segment[])[],
  unitsPath: string,
  unstated: string[],
) {
  const units = service && numberAt(service, 4);
  if (units === undefined) unstated.push(unitsPath);
  return {
    unitType: service !== undefined && element(service, 3) === 'MJ' ? ('MJ' as const) : ('UN' as const),
    units: units ?? 0,
    placeOfService: given(service, 5),
    diagnosisPointers: service === undefined ? [] : pointersOf(service, 7),
    emergency: service !== undefined && element(service, 9) === 'Y' ? true : undefined,
    ndc: drugOf(loops.find((loop) => loop[0]?.id === 'LIN')),
  };
}

const dentalOf = (service: Segment, head: readonly Segment[]) => ({
  unitType: 'UN' as const,
  // SV306 is left out when the service was done once.
  units: numberAt(service, 6) ?? 1,
  placeOfService: given(service, 3),
  oralCavityAreas: listOrNothing(components(service, 4).filter((area) => area !== '')),
  prosthesis: wordFor(PROSTHESIS_CODES, element(service, 5)),
  diagnosisPointers: pointersOf(service, 11),
  priorPlacementDate: date(head, '441'),
  teeth: listOrNothing(all(head, 'TOO').map((tooth) => ({ number: element(tooth, 2), surfaces: components(tooth, 3).join('') }))),
});

const pointersOf = (service: Segment, position: number): readonly number[] =>
  components(service, position)
    .filter((pointer) => /^\d{1,2}$/.test(pointer))
    .map(Number);

function drugOf(loop: readonly Segment[] | undefined): ClaimServiceLine['ndc'] {
  const drug = loop?.find((segment) => segment.id === 'LIN' && element(segment, 2) === 'N4');
  if (loop === undefined || drug === undefined) return undefined;
  const measure = find(loop, 'CTP');
  const unit = measure === undefined ? '' : component(measure, 5, 1);
  return withoutUndefined({
    code: element(drug, 3),
    quantity: measure && numberAt(measure, 4),
    unit: unit === '' ? undefined : unit,
  });
}

function named(loops: readonly (readonly Segment[])[], qualifier: string): ClaimServiceLine['renderingProvider'] {
  const loop = loops.find(([first]) => first?.id === 'NM1' && element(first, 1) === qualifier);
  return loop && personOf(loop);
}

/** A 2430 loop, SVD first. Code and modifiers only where the payer decided on others than were billed. */
function adjudicationOf(loop: readonly Segment[], line: ClaimServiceLine, path: string, unstated: string[]): LineAdjudication {
  const [svd] = loop;
  const decided = svd === undefined ? NO_PROCEDURE : procedureOf(components(svd, 3));
  const sameCode = decided.code === '' || decided.code === line.procedureCode;
  const sameModifiers = decided.modifiers.join() === (sameCode ? line.modifiers.join() : '');
  return withoutUndefined({
    payerId: given(svd, 1) ?? '',
    paidCents: svd === undefined ? ZERO_CENTS : centsAt(svd, 2, `${path}.paid`, unstated),
    units: svd && numberAt(svd, 5),
    code: sameCode ? undefined : decided.code,
    modifiers: sameModifiers ? undefined : decided.modifiers,
    date: date(loop, '573'),
    adjustments: adjustmentsOf(loop, `${path}.adjustments`, unstated),
  });
}

/** All CAS of a loop, reason by reason. */
export function adjustmentsOf(loop: readonly Segment[], path: string, unstated: string[]): readonly Adjustment[] {
  const reasons: Adjustment[] = [];
  for (const cas of all(loop, 'CAS'))
    for (let at = 2; at < cas.elements.length && at <= 17; at += 3) {
      const carc = element(cas, at);
      if (carc === '') continue;
      const amountCents = centsAt(cas, at + 1, `${path}.${reasons.length}.amount`, unstated);
      reasons.push(withoutUndefined({ group: element(cas, 1), carc, amountCents, quantity: numberAt(cas, at + 2) }));
    }
  return reasons;
}

/** A list that a claim leaves out when it is empty. */
export const listOrNothing = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
