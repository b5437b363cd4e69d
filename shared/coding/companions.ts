import { withoutUndefined } from '../kernel/without-undefined';
import { isVaccineAdministration, isVaccineProduct, administrationOf, type AdministrationsSoFar } from './vaccines';
import type { CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';
import { withWastage } from './drug-wastage';
import { substituted, type OrderedProcedure } from './procedures';

/**
 * The procedures' lines with what is billed along: the administration of a mapped vaccine in the payer's own codes, a mapped drug's injection,
 * a drug's wastage. A companion follows its parent, and is left out when the note orders that service itself.
 */
export function withCompanions(
  context: CodingContext,
  ordered: readonly OrderedProcedure[],
  nextKey: () => number,
): readonly DraftLine[] {
  const orderedCodes = new Set(ordered.map((procedure) => procedure.line.code));
  const administrationOrdered = [...orderedCodes].some(isVaccineAdministration);
  const lines: DraftLine[] = [];
  let soFar: AdministrationsSoFar = { uncounselled: 0 };
  for (const { line, companions } of ordered) {
    lines.push(...withWastage(context, line, nextKey));
    if (companions.length === 0) continue;
    if (isVaccineProduct(line.code)) {
      if (administrationOrdered) continue;
      const given = administrationOf(context, line, soFar);
      soFar = given.soFar;
      for (const { code, units } of given.services) addCompanion(context, lines, line, code, units, nextKey);
      continue;
    }
    for (const code of companions) if (!orderedCodes.has(code)) addCompanion(context, lines, line, code, 1, nextKey);
  }
  return lines;
}

/** A service that more than one parent brings along stands once, after the first, with all its units: twice the same line is a duplicate. */
function addCompanion(
  context: CodingContext,
  lines: DraftLine[],
  parent: DraftLine,
  code: string,
  units: number,
  nextKey: () => number,
): void {
  const companion = companionOf(context, parent, code, units, nextKey());
  const standing = lines.findIndex((line) => isSameCompanion(line, companion));
  const line = lines[standing];
  if (line === undefined) lines.push(companion);
  else
    lines[standing] = {
      ...line,
      units: line.units + units,
      diagnosisRefs: [...line.diagnosisRefs, ...companion.diagnosisRefs],
      supportedBy: [...line.supportedBy, ...companion.supportedBy],
    };
}

const isSameCompanion = (line: DraftLine, companion: DraftLine): boolean =>
  line.role === 'companion' &&
  line.code === companion.code &&
  line.renderingNpi === companion.renderingNpi &&
  line.modifiers.length === 0;

function companionOf(context: CodingContext, parent: DraftLine, given: string, units: number, key: number): DraftLine {
  const code = substituted(context, given);
  context.notes.because({ kind: 'companion', code, of: parent.code, units });
  return withoutUndefined({
    key,
    code,
    modifiers: [],
    units,
    role: 'companion' as const,
    companionOf: parent.key,
    procedureIndex: parent.procedureIndex,
    diagnosisRefs: parent.diagnosisRefs,
    supportedBy: parent.supportedBy,
    renderingNpi: parent.renderingNpi,
    facts: withoutUndefined({
      procedureIndex: parent.facts.procedureIndex,
      counselling: parent.facts.counselling,
      renderingNpi: parent.facts.renderingNpi,
    }),
  });
}

/** A mapped administration key means "give the shot": Medicare's own code stands for it when only its vaccines were given. */
export function inPayersAdministrationCode(
  context: CodingContext,
  ordered: readonly OrderedProcedure[],
): readonly OrderedProcedure[] {
  if (context.payer.policy.vaccineAdministration !== 'MEDICARE') return ordered;
  const products = ordered.filter((procedure) => isVaccineProduct(procedure.line.code));
  const [only, second] = products;
  if (only === undefined || second !== undefined) return ordered;
  return ordered.map((procedure) => {
    if (!procedure.mapped || procedure.line.code !== '90471') return procedure;
    const [service] = administrationOf(context, only.line, { uncounselled: 0 }).services;
    if (service === undefined || service.code === procedure.line.code) return procedure;
    context.notes.because({ kind: 'payer-administration', from: procedure.line.code, to: service.code, of: only.line.code });
    return { ...procedure, line: { ...procedure.line, code: service.code } };
  });
}
