import { addDays, plainDateOf } from '../../../shared/kernel/plain-date';
import type { Chance } from './chance';
import type { RemittedClaim } from './clearinghouse';
import type { SimulatedVisit } from './ehr';
import type { ScriptedNote } from './scripted-engine';

/** The canary: the name every simulated patient has. It may stand nowhere but in the visit's and the claim's own rows. */
export const CANARY = 'Quibblewhisk';

/** A way a visit can go: how often, where it may end, and what the payer does with its claim. */
interface Plan {
  readonly weight: number;
  readonly ends: readonly string[];
  readonly rejectedBy?: 'clearinghouse' | 'payer';
  readonly remitted: readonly RemittedClaim['outcome'][];
}

/** Every way is walked in every run; the two of a day share their patient. */
export const PLANS: Readonly<Record<string, Plan>> = {
  paid: { weight: 50, ends: ['paid'], remitted: ['paid'] },
  denied: { weight: 6, ends: ['denied'], remitted: ['denied'] },
  partial: { weight: 6, ends: ['partially_paid'], remitted: ['partially_paid'] },
  reversed: { weight: 3, ends: ['reversed'], remitted: ['paid', 'reversed'] },
  repaid: { weight: 2, ends: ['paid'], remitted: ['paid', 'reversed', 'paid'] },
  unanswered: { weight: 2, ends: ['accepted'], remitted: [] },
  rejected_at_once: { weight: 3, ends: ['rejected'], rejectedBy: 'clearinghouse', remitted: [] },
  rejected_by_payer: { weight: 3, ends: ['rejected'], rejectedBy: 'payer', remitted: [] },
  held: { weight: 4, ends: ['held'], remitted: ['paid'] },
  held_then_approved: { weight: 2, ends: ['paid'], remitted: ['paid'] },
  no_birth_date: { weight: 2, ends: ['held'], remitted: [] },
  uninsured: { weight: 2, ends: ['held'], remitted: [] },
  unreadable: { weight: 1, ends: ['held'], remitted: [] },
  self_pay: { weight: 2, ends: ['not_billable'], remitted: [] },
  signed_twice: { weight: 3, ends: ['paid'], remitted: ['paid'] },
  // Signed again with other content: version 2 is held; or, where the first was never coded, the new content is the first.
  amended: { weight: 3, ends: ['held', 'paid'], remitted: ['paid'] },
  pending: { weight: 3, ends: ['paid'], remitted: ['paid'] },
  two_on_a_day: { weight: 3, ends: ['paid', 'held'], remitted: ['paid'] },
};

const planNames = Object.keys(PLANS);
const totalWeight = planNames.reduce((sum, name) => sum + (PLANS[name]?.weight ?? 0), 0);

/** The plans of `count` visits: each at least once where there is room, the rest by weight. */
function plansFor(count: number, chance: Chance): string[] {
  const plans = planNames.slice(0, count);
  while (plans.length < count) {
    let roll = chance.next() * totalWeight;
    const name = planNames.find((candidate) => (roll -= PLANS[candidate]?.weight ?? 0) < 0);
    plans.push(name ?? 'paid');
  }
  return plans;
}

/** Exactly `count` visits signed within `hours` of `startMs`, all patients invented. */
export function planVisits(count: number, startMs: number, day: string, hours: number, chance: Chance): SimulatedVisit[] {
  const visits: SimulatedVisit[] = [];
  for (const [index, planned] of plansFor(count, chance).entries()) {
    if (visits.length >= count) break;
    // Two on a day are two visits; where only one is left to plan it is an ordinary one.
    const plan = planned === 'two_on_a_day' && visits.length + 2 > count ? 'paid' : planned;
    const signedAt = startMs + chance.between(0, hours * 3_600_000);
    if (plan !== 'two_on_a_day') {
      visits.push(visitOf(`E-${index}`, `P-${index}`, plan, signedAt, day, chance));
      continue;
    }
    visits.push(visitOf(`E-${index}a`, `P-${index}`, plan, signedAt, day, chance));
    visits.push(visitOf(`E-${index}b`, `P-${index}`, plan, signedAt + chance.between(1, 900_000), day, chance));
  }
  return visits;
}

function visitOf(
  encounterId: string,
  patientId: string,
  plan: string,
  signedAt: number,
  day: string,
  chance: Chance,
): SimulatedVisit {
  const note: ScriptedNote = {
    encounter_id: encounterId,
    patient_id: patientId,
    date_of_service: addDays(plainDateOf(day), 0),
    plan,
    charge: chance.between(5_000, 40_000),
  };
  const parties = {
    patient: { lastName: CANARY, ...(plan === 'no_birth_date' ? {} : { birthDate: plainDateOf('1970-02-03') }) },
    ...(plan === 'uninsured' ? {} : { insurance: { payerId: 'COM1', memberId: 'M1', relationship: 'self' } }),
  };
  const first = { version: 'v1', at: signedAt, encounter: { ...note }, parties };
  const later = signedAt + chance.between(60_000, 4 * 3_600_000);
  const base = { encounterId, plan, signatures: [first] };
  if (plan === 'pending') return { ...base, pendingFrom: signedAt - chance.between(60_000, 1_200_000) };
  if (plan !== 'signed_twice' && plan !== 'amended') return base;
  const content = plan === 'signed_twice' ? first : { ...first, encounter: { ...note, charge: note.charge + 1_000 } };
  return {
    ...base,
    signatures: [first, { ...content, version: 'v2', at: later }],
    reopened: { from: Math.max(signedAt + 1, later - chance.between(30_000, 600_000)), to: later },
  };
}
