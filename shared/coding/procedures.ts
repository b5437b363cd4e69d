import type { EncounterProcedure } from '../encounter/encounter';
import { withoutUndefined } from '../kernel/without-undefined';
import { procedureNotMapped, procedureUnknown } from './coding-findings';
import { withoutGap, type CodingContext } from './coding-context';
import { codeSystemOf, looksLikeProcedureCode, type DraftLine } from './draft-line';
import type { MappedProcedure } from './practice-rules';

/** A procedure's line, and the services that the practice's map bills with it. */
export interface OrderedProcedure {
  readonly line: DraftLine;
  /** Was the code the practice's own choice (its map), or stated as a code? */
  readonly mapped: boolean;
  readonly companions: readonly string[];
}

/** A procedure as ordered → its line. None when no code can be determined (F002) or the code is unknown (C001); a retired one is C001 too. */
export function orderedProcedure(
  context: CodingContext,
  procedure: EncounterProcedure,
  index: number,
  key: number,
): OrderedProcedure | undefined {
  const resolved = resolve(context, procedure);
  if (resolved === undefined) {
    context.notes.find(procedureNotMapped(index + 1));
    return undefined;
  }
  const code = substituted(context, resolved.code);
  if (!isKnown(context, code)) {
    context.notes.find(procedureUnknown(code));
    return undefined;
  }
  context.notes.because({ kind: 'procedure', position: index + 1, code, given: resolved.mapped ? 'mapped' : 'code' });
  return {
    line: lineOf(procedure, resolved, code, index, key),
    mapped: resolved.mapped,
    companions: resolved.companions ?? [],
  };
}

type Resolved = MappedProcedure & { readonly mapped: boolean };

/** The practice's map first (its key, then its words), then a code as it stands, then the dental map. */
function resolve(context: CodingContext, procedure: EncounterProcedure): Resolved | undefined {
  const { map } = context.rules;
  const { procedureCode: given, procedureType, description } = procedure;
  if (given !== undefined) {
    const mapped = map.procedure(given, context.on);
    if (mapped !== undefined) return { ...mapped, mapped: true };
    const code = given.trim().toUpperCase();
    return looksLikeProcedureCode(code) ? { code, supportedBy: map.diagnosesFor(code, context.on), mapped: false } : undefined;
  }
  const dental = procedureType === undefined ? undefined : map.dental(procedureType, context.on)?.code;
  if (dental !== undefined) return { code: dental, mapped: true };
  const words = description === undefined ? undefined : map.procedure(description, context.on);
  return words === undefined ? undefined : { ...words, mapped: true };
}

/** A payer's own code in place of the practice's; all that follows sees only the new one. */
export function substituted(context: CodingContext, code: string): string {
  const row = context.payer.policy.substitutions.find((substitution) => substitution.from === code);
  if (row === undefined) return code;
  context.notes.because({ kind: 'payer-substitution', from: code, to: row.to, payer: context.payer.payerId ?? null });
  return row.to;
}

/** CPT: the fee schedule or the MPFS holds it. HCPCS: its list does, on the date. CDT: the fee schedule holds it. Source: contracts, Findings. */
function isKnown(context: CodingContext, code: string): boolean {
  const { rules, tables, on } = context;
  switch (codeSystemOf(code)) {
    case 'CDT':
      return rules.fees.knows(code);
    case 'HCPCS': {
      const answer = withoutGap(context, tables.hcpcs.lookUp(code, on));
      return answer === undefined || answer === 'active';
    }
    case 'CPT':
      return rules.fees.knows(code) || withoutGap(context, tables.mpfs.lookUp(code, on)) !== undefined;
  }
}

function lineOf(procedure: EncounterProcedure, resolved: Resolved, code: string, index: number, key: number): DraftLine {
  const perService = resolved.units ?? 1;
  return withoutUndefined({
    key,
    code,
    modifiers: [...new Set([...(resolved.modifiers ?? []), ...procedure.modifiers])],
    units: (procedure.units ?? 1) * perService,
    role: 'procedure' as const,
    procedureIndex: index,
    diagnosisRefs: procedure.diagnosisRefs,
    supportedBy: resolved.supportedBy ?? [],
    laterality: procedure.laterality,
    toothNumber: procedure.toothNumber,
    surface: procedure.surface,
    area: procedure.area,
    renderingNpi: procedure.providerNpi,
    facts: withoutUndefined({
      procedureIndex: index,
      minutes: procedure.minutes,
      counselling: procedure.counselling,
      ndc: procedure.ndc,
      singleDose: procedure.singleDose,
      discardedUnits: procedure.discardedUnits,
      renderingNpi: procedure.providerNpi,
    }),
  });
}
