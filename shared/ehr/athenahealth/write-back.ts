import type { Finding } from '../../kernel/finding';
import { x12DecimalFromCents, type Cents } from '../../kernel/money';
import { TransientFailure } from '../../workflow/ports';
import type { AthenahealthClient } from './client';
import { oneOf, WireAppointment, WireClaim, WireClaimCreated } from './wire';

/** One charge as it goes into the vendor's claim, and as it is read back. Diagnosis codes without the dot. */
export interface EhrCharge {
  readonly procedureCode: string;
  readonly modifiers: readonly string[];
  readonly units: number;
  readonly unitChargeCents?: Cents;
  readonly diagnosisCodes: readonly string[];
}

export type WriteCodesOutcome =
  /** The vendor holds exactly these charges. */
  | { readonly kind: 'written'; readonly ehrClaimId: string }
  /** There is a claim already: nothing was written; `findings` says how it differs. */
  | { readonly kind: 'already-there'; readonly ehrClaimId: string; readonly findings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** It may stand there: read before anything is tried again. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** For practices whose EHR bills by itself (`billing_route: ehr`): codes go into the chart, and no 837 comes from us. */
export interface CodeWriter {
  /** Creates the vendor's claim for an appointment with all charges at once, then reads it back. At most 4 diagnoses a charge. */
  writeCodes(appointmentId: string, charges: readonly EhrCharge[]): Promise<WriteCodesOutcome>;
  /** How the vendor's claim differs from the charges that were written: codes changed in the EHR after us. */
  codeDrift(ehrClaimId: string, charges: readonly EhrCharge[]): Promise<readonly Finding[]>;
}

const MOST_DIAGNOSES_A_CHARGE = 4;
const SOURCE = 'athenahealth charge entry: read back after writing';

export function createCodeWriter(client: AthenahealthClient): CodeWriter {
  const codeDrift = async (ehrClaimId: string, charges: readonly EhrCharge[]): Promise<readonly Finding[]> => {
    const read = await client.read(`/claims/${encodeURIComponent(ehrClaimId)}`, {}, 'claim');
    const claim = WireClaim.safeParse(read.kind === 'found' ? oneOf(read.json) : undefined);
    if (!claim.success) throw new TransientFailure('athenahealth.claim.unreadable');
    return driftOf(charges, chargesOf(claim.data));
  };
  return {
    codeDrift,
    writeCodes: async (appointmentId, charges) => {
      const tooMany = charges.some((charge) => charge.diagnosisCodes.length > MOST_DIAGNOSES_A_CHARGE);
      if (charges.length === 0 || tooMany) return { kind: 'refused', reason: 'each claim needs charges of at most 4 diagnoses' };
      const existing = await claimOfAppointment(client, appointmentId);
      if (existing !== undefined) {
        return { kind: 'already-there', ehrClaimId: existing, findings: await codeDrift(existing, charges) };
      }
      const answer = await client.write(`/appointments/${encodeURIComponent(appointmentId)}/claim`, {
        claimcharges: JSON.stringify(charges.map(wireCharge)),
      });
      return outcomeOf(answer);
    },
  };
}

/** A claim cannot be changed once made, and a second one would bill twice: so look first. */
async function claimOfAppointment(client: AthenahealthClient, appointmentId: string): Promise<string | undefined> {
  const read = await client.read(
    `/appointments/${encodeURIComponent(appointmentId)}`,
    { showclaimdetail: 'true' },
    'appointment',
  );
  const appointment = WireAppointment.safeParse(read.kind === 'found' ? oneOf(read.json) : undefined);
  if (!appointment.success) throw new TransientFailure('athenahealth.appointment.unreadable');
  return appointment.data.claims[0]?.claimid;
}

function outcomeOf(answer: Awaited<ReturnType<AthenahealthClient['write']>>): WriteCodesOutcome {
  if (answer.kind !== 'answered') return answer;
  if (answer.status >= 500 || answer.status === 429) return { kind: 'unknown', reason: String(answer.status) };
  const created = WireClaimCreated.safeParse(answer.json);
  const ehrClaimId = created.success ? created.data.claimids[0] : undefined;
  if (answer.status === 200 && created.success && created.data.success && ehrClaimId !== undefined) {
    return { kind: 'written', ehrClaimId };
  }
  return { kind: 'refused', reason: `the vendor answered ${answer.status} and made no claim` };
}

function wireCharge(charge: EhrCharge): Record<string, string> {
  const wire: Record<string, string> = {
    procedurecode: [charge.procedureCode, ...charge.modifiers].join(','),
    units: String(charge.units),
  };
  if (charge.unitChargeCents !== undefined) wire['unitamount'] = x12DecimalFromCents(charge.unitChargeCents);
  charge.diagnosisCodes.forEach((code, index) => {
    wire[`icd10code${index + 1}`] = code.replace('.', '');
  });
  return wire;
}

function chargesOf(claim: WireClaim): readonly EhrCharge[] {
  return claim.procedures.map((procedure) => {
    const [procedureCode = '', ...modifiers] = (procedure.procedurecode ?? '').split(',');
    const codes = [procedure.icd10code1, procedure.icd10code2, procedure.icd10code3, procedure.icd10code4];
    return { procedureCode, modifiers, units: procedure.units ?? 1, diagnosisCodes: codes.filter((code) => code !== undefined) };
  });
}

/** One finding for each of our charges that the EHR holds otherwise or no longer, and one for charges that are not ours. */
function driftOf(ours: readonly EhrCharge[], theirs: readonly EhrCharge[]): readonly Finding[] {
  const left = [...theirs];
  const findings: Finding[] = [];
  ours.forEach((charge, index) => {
    const same = left.findIndex((other) => other.procedureCode === charge.procedureCode);
    const other = same < 0 ? undefined : left.splice(same, 1)[0];
    if (other === undefined) findings.push(drift([index + 1], `${charge.procedureCode} is no longer in the EHR's claim`));
    else if (chargeKey(other) !== chargeKey(charge)) {
      findings.push(drift([index + 1], `${charge.procedureCode} has other modifiers, units or diagnoses in the EHR's claim`));
    }
  });
  for (const charge of left) findings.push(drift([], `${charge.procedureCode} was added in the EHR's claim`));
  return findings;
}

const chargeKey = (charge: EhrCharge): string =>
  [
    charge.procedureCode,
    charge.modifiers.join(' '),
    charge.units,
    charge.diagnosisCodes.map((code) => code.replace('.', '')).join(' '),
  ].join('|');

const drift = (lines: readonly number[], message: string): Finding => ({
  id: 'W001',
  severity: 'hold',
  lines,
  message,
  fix: 'A biller compares the claim in the EHR with the coded note and corrects the one that is wrong.',
  source: SOURCE,
});
