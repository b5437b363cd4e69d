import type { SimulatedChart, Json } from './chart';
import { RawAnswer } from './quirks';
import type { AthenahealthSimulatorOptions } from './options';

export interface ClaimMade {
  readonly claimid: string;
  readonly charges: unknown;
}

/** The vendor did it and its answer is lost on the way. */
const LOST = new RawAnswer(502, 'text/html', '<html>Bad Gateway</html>');

const MOST_DIAGNOSES = 4;

/** Made once for an appointment that was kept, of all charges at once; a refusal of the vendor's own comes with 200. */
export function makeClaim(
  appointmentId: string,
  claims: Map<string, ClaimMade>,
  chart: SimulatedChart,
  form: URLSearchParams,
  options: AthenahealthSimulatorOptions,
): unknown {
  const appointment = chart.appointment(chart.encounterOfAppointment(appointmentId) ?? '', options.clock());
  if (appointment === undefined) return undefined;
  if (options.limitsChargeEntry === true) return new RawAnswer(403, 'application/json', '{"error":"Over Rate Limit"}');
  const sent = form.get('claimcharges');
  if (sent === null) {
    const told = { error: 'Additional fields are required.', missingfields: ['claimcharges'] };
    return new RawAnswer(400, 'application/json', JSON.stringify(told));
  }
  const refused = (errormessage: string): Json => ({ claimids: [], success: false, errormessage });
  if (claims.has(appointmentId)) return refused('A claim already exists for this appointment.');
  if (appointment['appointmentstatus'] === 'f') return refused('The appointment is not checked in.');
  const charges = JSON.parse(sent) as readonly Json[];
  if (charges.some((charge) => `icd10code${MOST_DIAGNOSES + 1}` in charge)) return refused('Too many diagnosis codes.');
  const claimid = String(5_500 + claims.size);
  claims.set(appointmentId, { claimid, charges: options.takesNoModifiers === true ? charges.map(bare) : charges });
  return options.losesClaimAnswers === true ? LOST : { claimids: [claimid], success: true, errormessage: '' };
}

const bare = (charge: Json): Json => ({ ...charge, procedurecode: String(charge['procedurecode']).split(',')[0] });

export const claimRecord = (made: ClaimMade | undefined): Json | undefined =>
  made === undefined ? undefined : { claimid: made.claimid, procedures: made.charges };
