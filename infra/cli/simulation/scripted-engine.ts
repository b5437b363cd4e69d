import type { Claim } from '../../../shared/claim/claim';
import type { CodingResult } from '../../../shared/coding/coding-result';
import type { Encounter } from '../../../shared/encounter/encounter';
import type { Finding } from '../../../shared/kernel/finding';
import { cents, ZERO_CENTS, type Cents } from '../../../shared/kernel/money';
import type { Npi } from '../../../shared/kernel/npi';
import type { PlainDate } from '../../../shared/kernel/plain-date';
import { err, ok } from '../../../shared/kernel/result';
import type { RemittanceEvent } from '../../../shared/remittance/remittance-advice';
import type { ClaimEngine, PlannedPosting } from '../../../shared/workflow/claim-engine';
import type { RemittedClaim } from './clearinghouse';

/** What the simulated note says: how it is to end, and the facts the script needs. */
export interface ScriptedNote {
  readonly encounter_id: string;
  readonly patient_id: string;
  readonly date_of_service: PlainDate;
  readonly plan: string;
  readonly charge: number;
}

const NPI = '1234567893' as Npi;

const finding = (id: string, severity: Finding['severity']): Finding => ({
  id,
  severity,
  lines: [],
  message: id,
  fix: id,
  source: 'simulation',
});

/**
 * Coding, edits and X12 as a script: the simulation is about the order of effects, and asks what the workflow does with every
 * answer these parts can give. They have tests of their own; the local day runs them for real.
 */
export const scriptedEngine: ClaimEngine = {
  codeVisit: (json) => {
    const note = json as ScriptedNote;
    if (note.plan === 'unreadable') return { ok: false, faults: ['visit_type required'] };
    return { ok: true, result: resultOf(note), encounter: encounterOf(note) };
  },
  hasEvaluation: (result) => result.serviceLines.some((line) => line.procedureCode.startsWith('99')),
  buildClaim: ({ result }, parties, identity) =>
    parties.patient.birthDate === undefined ? err([finding('F006', 'hold')]) : ok(claimOf(result, identity)),
  scrubClaim: () => ({ verdict: 'clean', findings: [] }),
  chargeOf: (claim) => claim.totalChargeCents ?? ZERO_CENTS,
  writeClaim: (claim, { controlNumber, at }) => ok(`${claim.claimId}*${controlNumber}*${at}`),
  readRemittance: (text) => eventsOf(JSON.parse(text) as readonly RemittedClaim[]),
  planPosting: (chargeCents, payment) => postingOf(chargeCents, payment.status, payment.chargeCents),
};

function resultOf(note: ScriptedNote): CodingResult {
  return {
    encounterId: note.encounter_id,
    patientId: note.patient_id,
    providerNpi: NPI,
    dateOfService: note.date_of_service,
    placeOfService: '11',
    serviceLines: [
      {
        // The level follows from the note, so that a decision on another content shows.
        procedureCode: `9921${3 + (note.charge % 3)}`,
        codeSystem: 'CPT',
        modifiers: [],
        units: 1,
        chargeCents: cents(note.charge),
        diagnosisPointers: [1],
        facts: {},
      },
    ],
    diagnosisCodes: ['I10'],
    findings: note.plan.startsWith('held') ? [finding('D009', 'hold')] : [],
    because: [],
    tables: [],
    inputHash: 'simulated',
  };
}

const encounterOf = (note: ScriptedNote): Encounter => ({
  encounterId: note.encounter_id,
  patientId: note.patient_id,
  providerNpi: NPI,
  dateOfService: note.date_of_service,
  visitType: 'office_visit_established',
  otherDayMinutes: [],
  diagnoses: [],
  procedures: [],
  priorProcedures: [],
  ...(note.plan === 'self_pay' ? { payerType: 'self_pay' } : {}),
});

const claimOf = (result: CodingResult, identity: Pick<Claim, 'claimId' | 'frequency' | 'payerClaimNumber'>): Claim => ({
  claimId: identity.claimId,
  frequency: identity.frequency,
  ...(identity.payerClaimNumber === undefined ? {} : { payerClaimNumber: identity.payerClaimNumber }),
  encounterId: result.encounterId,
  type: 'professional',
  totalChargeCents: result.serviceLines[0]?.chargeCents ?? ZERO_CENTS,
  diagnosisCodes: result.diagnosisCodes,
  serviceLines: result.serviceLines.map((line) => ({
    procedureCode: line.procedureCode,
    codeSystem: line.codeSystem,
    modifiers: line.modifiers,
    chargeCents: line.chargeCents,
    units: 1,
    unitType: 'UN',
    diagnosisPointers: [1],
  })),
});

function* eventsOf(claims: readonly RemittedClaim[]): Iterable<RemittanceEvent> {
  for (const claim of claims)
    yield {
      kind: 'claim',
      claim: {
        patientControlNumber: claim.claimId,
        status: claim.outcome,
        chargeCents: cents(claim.chargeCents),
        paidCents: ZERO_CENTS,
        patientResponsibilityCents: ZERO_CENTS,
        payerClaimNumber: 'payer',
        adjustments: [],
        remarks: [],
        lines: [],
      },
    };
  yield {
    kind: 'end',
    providerAdjustments: [],
    balance: { linesBad: 0, claimsBad: 0, transactionDifferenceCents: ZERO_CENTS },
  };
}

/** The money of an outcome: all of the charge is accounted for. */
export function postingOf(charge: Cents, outcome: string, stated: number): PlannedPosting {
  const nothing = {
    paidCents: ZERO_CENTS,
    patientResponsibilityCents: ZERO_CENTS,
    writtenOffCents: ZERO_CENTS,
    deniedCents: ZERO_CENTS,
  };
  const half = cents(Math.trunc(stated / 2));
  switch (outcome) {
    case 'paid':
      return {
        outcome: 'paid',
        reasons: [],
        money: { ...nothing, paidCents: cents(charge - 500), patientResponsibilityCents: cents(500) },
      };
    case 'partially_paid':
      return {
        outcome: 'partially_paid',
        reasons: ['CO-97'],
        money: { ...nothing, paidCents: half, deniedCents: cents(charge - half) },
      };
    case 'denied':
      return { outcome: 'denied', reasons: ['CO-50'], money: { ...nothing, deniedCents: charge } };
    case 'reversed':
      return { outcome: 'reversed', reasons: ['CO-129'], money: nothing };
    default:
      throw new RangeError('no such outcome in the script');
  }
}
