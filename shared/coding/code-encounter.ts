import type { Encounter } from '../encounter/encounter';
import { hashOf } from '../kernel/canonical-json';
import { withoutUndefined } from '../kernel/without-undefined';
import { chargeOf } from './charges';
import type { CodingContext } from './coding-context';
import { providerUnknown } from './coding-findings';
import { CodingNotes } from './coding-notes';
import type { CodingResult, ServiceLine } from './coding-result';
import { inPayersAdministrationCode, withCompanions } from './companions';
import { decisionTables } from './decision-tables';
import { codeDiagnoses, type CodedDiagnoses } from './diagnoses';
import { codeSystemOf, type DraftLine } from './draft-line';
import { withPlanningRules } from './evaluation-and-management/advance-care-planning';
import { withLongitudinalCare } from './evaluation-and-management/longitudinal-care';
import { patientStatusConflict } from './evaluation-and-management/visit-by-level';
import { inEarnedUnits, notOrdered } from './evaluation-and-management/ordered-beside-visit';
import type { VisitService } from './evaluation-and-management/visit-service';
import { visitServices } from './evaluation-and-management/visit-services';
import { withSide } from './laterality';
import { withOrderedModifiers, withRequiredModifiers } from './modifier-order';
import { payerTermsOf } from './payer-terms';
import { placeOfServiceOf } from './place-of-service';
import { pointersOf } from './pointers';
import type { PracticeRules } from './practice-rules';
import { orderedProcedure, substituted } from './procedures';
import { withProfessionalComponent } from './professional-component';
import { withSameDayModifiers } from './same-day-modifiers';
import type { ReferenceTables } from './tables';
import { withTelehealthModifier } from './telehealth-modifier';
import { inTimedUnits } from './timed-therapy';

/**
 * Codes a signed visit: its facts, the practice's rules and the official tables of the date of service → service lines with the reasons of
 * every step. Guesses nothing: what cannot be told is a finding that names the missing fact, and all else is still coded.
 */
export function codeEncounter(encounter: Encounter, rules: PracticeRules, tables: ReferenceTables): CodingResult {
  const notes = new CodingNotes();
  const payer = payerTermsOf(encounter, rules, notes);
  checkProviders(encounter, rules, notes);
  const placeOfService = placeOfServiceOf(encounter, notes);
  const context: CodingContext = { encounter, on: encounter.dateOfService, rules, tables, payer, placeOfService, notes };
  const diagnoses = codeDiagnoses(context);
  const lines = codeLines(context);
  const serviceLines = finishedLines(context, lines, diagnoses);
  return {
    encounterId: encounter.encounterId,
    patientId: encounter.patientId,
    providerNpi: encounter.providerNpi,
    dateOfService: encounter.dateOfService,
    placeOfService,
    serviceLines,
    diagnosisCodes: diagnoses.codes,
    findings: notes.findings(lines),
    because: notes.reasons,
    tables: decisionTables(rules, tables, encounter.dateOfService),
    inputHash: hashOf(encounter),
  };
}

function checkProviders(encounter: Encounter, rules: PracticeRules, notes: CodingNotes): void {
  const named = new Set([encounter.providerNpi, ...encounter.procedures.flatMap((procedure) => procedure.providerNpi ?? [])]);
  for (const npi of named) if (!rules.providers.some((provider) => provider.npi === npi)) notes.find(providerUnknown(npi));
}

/** The visit's services, then the procedures with their companions, then everything that looks at all of them together. */
function codeLines(context: CodingContext): readonly DraftLine[] {
  let last = 0;
  const nextKey = (): number => ++last;
  const services = visitServices(context);
  const visit = visitLines(context, services, nextKey);
  for (const line of visit) patientStatusConflict(context, line.code, line.key);
  const ordered = context.encounter.procedures.flatMap(
    (procedure, index) => orderedProcedure(context, procedure, index, nextKey()) ?? [],
  );
  const inUnits = inEarnedUnits(context, services, inTimedUnits(context, ordered));
  const procedures = withCompanions(context, inPayersAdministrationCode(context, inUnits), nextKey)
    .map((line) => withSide(context, line))
    .map((line) => withProfessionalComponent(context, line));
  const attested = withSameDayModifiers(
    context,
    withPlanningRules(context, [...notOrdered(visit, ordered), ...procedures], nextKey),
  );
  return withLongitudinalCare(context, attested, nextKey)
    .map((line, _, all) => withTelehealthModifier(context, line, all))
    .map((line) => withRequiredModifiers(context, line))
    .map((line) => withOrderedModifiers(context, line));
}

const visitLines = (context: CodingContext, services: readonly VisitService[], nextKey: () => number): readonly DraftLine[] =>
  services.map((service) =>
    withoutUndefined({
      key: nextKey(),
      code: substituted(context, service.code),
      modifiers: [],
      units: service.units,
      role: service.purpose === 'added' ? ('with-visit' as const) : ('visit' as const),
      diagnosisRefs: [],
      supportedBy: [],
      facts: withoutUndefined({ emBasis: service.basis, minutes: service.minutes }),
    }),
  );

function finishedLines(context: CodingContext, lines: readonly DraftLine[], diagnoses: CodedDiagnoses): readonly ServiceLine[] {
  const numberOf = new Map(lines.map((line, index) => [line.key, index + 1]));
  return lines.map((line, index) => {
    const diagnosisPointers = pointersOf(context, line, lines, diagnoses);
    const chargeCents = chargeOf(context, line);
    context.notes.because({
      kind: 'line',
      line: index + 1,
      code: line.code,
      modifiers: line.modifiers,
      units: line.units,
      pointers: diagnosisPointers,
      charge_cents: chargeCents,
    });
    return withoutUndefined({
      procedureCode: line.code,
      codeSystem: codeSystemOf(line.code),
      modifiers: line.modifiers,
      units: line.units,
      chargeCents,
      diagnosisPointers,
      toothNumber: line.toothNumber,
      surface: line.surface,
      area: line.area,
      facts: withoutUndefined({
        ...line.facts,
        companionOf: line.companionOf === undefined ? undefined : numberOf.get(line.companionOf),
      }),
    });
  });
}
