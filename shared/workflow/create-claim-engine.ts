import { buildClaim } from '../claim/build-claim';
import type { Claim } from '../claim/claim';
import { writeClaims } from '../claim/write-837/write-claims';
import type { PracticeRules } from '../coding/practice-rules';
import type { ReferenceTables } from '../coding/tables';
import { sumCents, type Cents } from '../kernel/money';
import type { Instant } from '../kernel/plain-date';
import { err, ok } from '../kernel/result';
import { planPosting } from '../remittance/posting';
import { readRemittanceText } from '../remittance/read-remittance';
import { isEvaluationAndManagement } from '../scrubbing/code-families';
import { scrubClaim } from '../scrubbing/scrub';
import type { ClaimEngine } from './claim-engine';
import { codeVisit } from './code-visit';

/** How the practice is known to its clearinghouse. */
export interface ClearinghouseIdentity {
  readonly senderId: string;
  readonly receiverId: string;
  readonly receiverName: string;
}

/** The engine over a practice's rules and its tables: coding, edits, claim, X12 and posting as they ship. */
export function createClaimEngine(rules: PracticeRules, tables: ReferenceTables, identity: ClearinghouseIdentity): ClaimEngine {
  const localTime = localTimeIn(rules.timeZone);
  return {
    codeVisit: (json, asOf) => {
      const coded = codeVisit(json, { rules, tables, asOf });
      if (coded.ok) return { ok: true, result: coded.result, encounter: coded.encounter };
      return { ok: false, faults: coded.body.error.details.map((fault) => `${fault.path} ${fault.code}`) };
    },
    hasEvaluation: (result) => result.serviceLines.some((line) => isEvaluationAndManagement(line.procedureCode)),
    buildClaim: ({ result, encounter }, parties, claim) => buildClaim(result, parties, rules, claim, encounter),
    scrubClaim: (claim, asOf) => scrubClaim(claim, rules, tables, asOf),
    chargeOf,
    writeClaim: (claim, { controlNumber, at }) => {
      const written = writeClaims([claim], {
        usage: rules.mode === 'production' ? 'P' : 'T',
        ...identity,
        submitterName: rules.billingProvider.organizationName ?? rules.name,
        ...(rules.billingProvider.phone === undefined ? {} : { submitterPhone: rules.billingProvider.phone }),
        controlNumber,
        at: localTime(at),
      });
      return written.ok ? ok(written.value) : err(written.error.map((fault) => fault.path));
    },
    readRemittance: readRemittanceText,
    planPosting: (chargeCents, payment) => {
      const { outcome, reasons, paidCents, patientResponsibilityCents, writtenOffCents, deniedCents } = planPosting(
        chargeCents,
        payment,
      );
      return { outcome, reasons, money: { paidCents, patientResponsibilityCents, writtenOffCents, deniedCents } };
    },
  };
}

/** CLM02: the stated total, else the sum of the lines. */
const chargeOf = (claim: Claim): Cents => claim.totalChargeCents ?? sumCents(claim.serviceLines.map((line) => line.chargeCents));

/** 'YYYY-MM-DDTHH:MM' on the practice's clock, as the envelope has it. */
function localTimeIn(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (at) => format.format(new Date(at)).replace(' ', 'T').slice(0, 16);
}
