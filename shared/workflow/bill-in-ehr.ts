import type { Claim, ClaimServiceLine } from '../claim/claim';
import type { ClaimLife } from '../claim/life';
import { hashOf } from '../kernel/canonical-json';
import { cents } from '../kernel/money';
import type { PlainDate } from '../kernel/plain-date';
import type { Touched } from './activity';
import { moveClaim, readClaim, readClaimContent } from './claim-store';
import type { ChargeEntry, EhrCharge, WriteCodesOutcome } from './ehr-charges';
import { forEach } from './for-each';
import { TABLES } from './keys';
import { waitForLane } from './lane';
import { TransientFailure } from './ports';
import type { World } from './world';

/**
 * Billing route `ehr`: the EHR is the billing service, so a ready claim's codes are written into its chart and no 837 goes out
 * (both would bill twice). The claim in the EHR is looked for before it is made, and an EHR makes one claim a visit: a repeated
 * message, or one after a lost answer, compares instead of writing.
 */
export async function billInEhr(world: World, life: ClaimLife, claim: Claim): Promise<void> {
  const { claimId, encounterId } = life;
  const entry = world.ehr.chargeEntry;
  if (entry === undefined || encounterId === undefined) {
    // A claim of no visit has no chart to be written into.
    await moveClaim(world, claimId, { kind: 'held', at: world.clock.now(), reasons: ['BILLED_BY_THE_EHR'] });
    return;
  }
  const charges = chargesOf(claim);
  await announce(world, life, charges);
  const outcome = await writeOrWait(entry, encounterId, charges);
  const at = world.clock.now();
  switch (outcome.kind) {
    case 'written':
    case 'already-there':
      await moveClaim(
        world,
        claimId,
        outcome.findings.length === 0
          ? { kind: 'billed_by_ehr', at, ehrClaimId: outcome.ehrClaimId }
          : { kind: 'ehr_differs', at, findings: outcome.findings },
      );
      return;
    case 'refused':
      await moveClaim(world, claimId, { kind: 'held', at, reasons: ['EHR_REFUSED_THE_CODES'] });
      return;
    case 'not-sent':
    case 'unknown':
      await waitForLane(world, life, world.settings.submission.notSentRetryMs);
  }
}

/** An outage of the EHR may last longer than the bus gives a message again. */
async function writeOrWait(entry: ChargeEntry, encounterId: string, charges: readonly EhrCharge[]): Promise<WriteCodesOutcome> {
  try {
    return await entry.writeCodes(encounterId, charges);
  } catch (error) {
    if (error instanceof TransientFailure) return { kind: 'unknown', reason: error.operation };
    throw error;
  }
}

/** The log says what is about to be written before a byte leaves; without it nothing does. */
const announce = async (world: World, life: ClaimLife, charges: readonly EhrCharge[]): Promise<void> =>
  world.audit.append([
    {
      eventId: `${life.claimId}|${life.revision}|EHR_WRITE_INTENT`,
      type: 'EHR_WRITE_INTENT',
      at: world.clock.now(),
      actor: { kind: 'system', id: 'workflow' },
      claimRef: life.claimId,
      ...(life.encounterId === undefined ? {} : { encounterRef: life.encounterId }),
      inputHash: hashOf(charges),
      configurationHash: world.rules.contentHash,
      detail: { codes: charges.map((charge) => charge.procedureCode) },
    },
  ]);

/** Compares what the EHR holds of a day's claims with what was written there; what was changed since is a person's question (W001). */
export async function compareEhrCodes(world: World, day: PlainDate): Promise<{ readonly differing: number }> {
  const entry = world.ehr.chargeEntry;
  if (world.rules.billingRoute !== 'ehr' || entry === undefined) return { differing: 0 };
  let differing = 0;
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.activity, day, after === undefined ? {} : { after });
    await forEach(page.rows, async (row) => {
      if (await differs(world, entry, row.value as Touched)) differing += 1;
    });
    after = page.next;
  } while (after !== undefined);
  return { differing };
}

async function differs(world: World, entry: ChargeEntry, touched: Touched): Promise<boolean> {
  const life = touched.kind === 'claim' ? (await readClaim(world, touched.id))?.life : undefined;
  if (life?.encounterId === undefined || life.state !== 'closed' || !life.reasons.includes('BILLED_BY_THE_EHR')) return false;
  const claim = await readClaimContent(world, life.claimId);
  if (claim === undefined) return false;
  const findings = await entry.codeDrift(life.encounterId, chargesOf(claim));
  if (findings.length === 0) return false;
  await moveClaim(world, life.claimId, { kind: 'ehr_differs', at: world.clock.now(), findings });
  return true;
}

const chargesOf = (claim: Claim): readonly EhrCharge[] =>
  claim.serviceLines.map((line) => ({
    procedureCode: line.procedureCode,
    modifiers: line.modifiers,
    units: line.units,
    ...unitChargeOf(line),
    diagnosisCodes: line.diagnosisPointers.flatMap((pointer) => claim.diagnosisCodes[pointer - 1] ?? []),
  }));

/** Left to the EHR's fee schedule where the charge does not divide by the units: a rounded cent would bill another amount. */
const unitChargeOf = ({ chargeCents, units }: ClaimServiceLine): Pick<EhrCharge, 'unitChargeCents'> =>
  units > 0 && chargeCents % units === 0 ? { unitChargeCents: cents(chargeCents / units) } : {};
