import type { Finding } from '../../kernel/finding';
import { x12DecimalFromCents } from '../../kernel/money';
import type { ChargeEntry, EhrCharge, WriteCodesOutcome } from '../../workflow/ehr-charges';
import { TransientFailure } from '../../workflow/ports';
import type { AthenahealthClient, WriteAnswer } from './client';
import { oneOf, WireAppointment, WireClaim, WireClaimCreated, WireEncounter } from './wire';

const MOST_DIAGNOSES_A_CHARGE = 4;
const SOURCE = 'athenahealth charge entry: read back after writing';

/** Charge entry by `POST /appointments/{id}/claim`: all charges at once, at most 4 diagnoses each, read back after it. */
export function createChargeEntry(client: AthenahealthClient): ChargeEntry {
  const driftOfClaim = async (ehrClaimId: string, charges: readonly EhrCharge[]): Promise<readonly Finding[]> => {
    const read = await client.read(`/claims/${encodeURIComponent(ehrClaimId)}`, {}, 'claim');
    const claim = WireClaim.safeParse(read.kind === 'found' ? oneOf(read.json) : undefined);
    if (!claim.success) throw new TransientFailure('athenahealth.claim.unreadable');
    return driftOf(charges, chargesOf(claim.data));
  };
  return {
    codeDrift: async (encounterId, charges) => {
      const { ehrClaimId } = await appointmentOf(client, encounterId);
      return ehrClaimId === undefined ? [drift([], 'there is no claim in the EHR any more')] : driftOfClaim(ehrClaimId, charges);
    },
    writeCodes: async (encounterId, charges) => {
      const tooMany = charges.some((charge) => charge.diagnosisCodes.length > MOST_DIAGNOSES_A_CHARGE);
      if (charges.length === 0 || tooMany) return { kind: 'refused', reason: 'each claim needs charges of at most 4 diagnoses' };
      const { appointmentId, ehrClaimId: existing } = await appointmentOf(client, encounterId);
      if (appointmentId === undefined) return { kind: 'refused', reason: 'the visit has no appointment to make a claim of' };
      if (existing !== undefined)
        return { kind: 'already-there', ehrClaimId: existing, findings: await driftOfClaim(existing, charges) };
      const answer = await client.write(`/appointments/${encodeURIComponent(appointmentId)}/claim`, {
        claimcharges: JSON.stringify(charges.map(wireCharge)),
      });
      const made = claimMade(answer);
      return made.kind === 'made' ? { ...made, kind: 'written', findings: await driftOfClaim(made.ehrClaimId, charges) } : made;
    },
  };
}

/** A claim cannot be changed once made, and a second one would bill twice: so look first. */
async function appointmentOf(
  client: AthenahealthClient,
  encounterId: string,
): Promise<{ readonly appointmentId?: string | undefined; readonly ehrClaimId?: string | undefined }> {
  const visit = await client.read(`/chart/encounter/${encodeURIComponent(encounterId)}`, {}, 'encounter');
  const encounter = WireEncounter.safeParse(visit.kind === 'found' ? oneOf(visit.json) : undefined);
  if (!encounter.success) throw new TransientFailure('athenahealth.encounter.unreadable');
  const appointmentId = encounter.data.appointmentid;
  if (appointmentId === undefined) return {};
  const path = `/appointments/${encodeURIComponent(appointmentId)}`;
  const read = await client.read(path, { showclaimdetail: 'true' }, 'appointment');
  const appointment = WireAppointment.safeParse(read.kind === 'found' ? oneOf(read.json) : undefined);
  if (!appointment.success) throw new TransientFailure('athenahealth.appointment.unreadable');
  return { appointmentId, ehrClaimId: appointment.data.claims[0]?.claimid };
}

type ClaimMade =
  { readonly kind: 'made'; readonly ehrClaimId: string } | Exclude<WriteCodesOutcome, { readonly ehrClaimId: string }>;

/** A refusal can come under 200; what cannot be read may have made a claim. */
function claimMade(answer: WriteAnswer): ClaimMade {
  if (answer.kind !== 'answered') return answer;
  if (answer.status >= 500 || answer.status === 429) return { kind: 'unknown', reason: String(answer.status) };
  const created = WireClaimCreated.safeParse(answer.json);
  const ehrClaimId = created.success ? created.data.claimids[0] : undefined;
  if (answer.status === 200 && created.success && created.data.success && ehrClaimId !== undefined)
    return { kind: 'made', ehrClaimId };
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
