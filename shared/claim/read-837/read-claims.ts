import { centsFromX12Decimal, sumCents } from '../../kernel/money';
import { withoutUndefined } from '../../kernel/without-undefined';
import { element, type Segment } from '../../x12/core/segment';
import type { Claim } from '../claim';
import { agreementsOf, circumstancesOf, clmComponent, dentalOf, identityOf, providersOf } from './claim-information';
import { cutLoops, dates, find } from './loops';
import { otherPayersOf } from './other-payers';
import { billingOf, coverageOf, patientOf } from './parties';
import { listOrNothing, serviceLineOf } from './service-lines';

/**
 * The claims of 837P and 837D transactions, one by one as they are read; other transactions (an 837I too) give none. Tolerant:
 * what the claim cannot hold is left out, and a required value that cannot be read is listed in `unstated`.
 */
export function* readClaims(segments: Iterable<Segment>): Generator<Claim, void, undefined> {
  const reader = new ClaimReader();
  for (const segment of segments) {
    const claim = reader.take(segment);
    if (claim !== undefined) yield claim;
  }
  const last = reader.end();
  if (last !== undefined) yield last;
}

type Level = 'submitter' | 'billing' | 'subscriber' | 'patient' | 'claim';
const LEVELS: Readonly<Record<string, Level>> = { '20': 'billing', '22': 'subscriber', '23': 'patient' };

/** Takes segments in order; gives a claim when the next one begins or its transaction ends. */
export class ClaimReader {
  private readonly levels: Record<Level, Segment[]> = { submitter: [], billing: [], subscriber: [], patient: [], claim: [] };
  private level: Level = 'submitter';
  private inside = false;
  private type: Claim['type'] | undefined;
  /** How many transactions gave no claims because they are no 837P or 837D. */
  passedOver = 0;

  take(segment: Segment): Claim | undefined {
    switch (segment.id) {
      case 'ST':
        return this.start(segment);
      case 'HL':
        return this.enter(LEVELS[element(segment, 3)] ?? 'patient');
      case 'CLM': {
        const claim = this.closeClaim();
        this.level = 'claim';
        this.levels.claim.push(segment);
        return claim;
      }
      case 'SE':
        return this.end();
    }
    this.levels[this.level].push(segment);
    return undefined;
  }

  end(): Claim | undefined {
    const claim = this.closeClaim();
    this.inside = false;
    return claim;
  }

  private start(segment: Segment): Claim | undefined {
    const claim = this.closeClaim();
    const guide = element(segment, 3);
    this.inside = element(segment, 1) === '837' && !guide.startsWith('005010X223');
    if (!this.inside) this.passedOver++;
    this.type = guide.startsWith('005010X224') ? 'dental' : guide.startsWith('005010X222') ? 'professional' : undefined;
    this.enter('submitter');
    return claim;
  }

  // A new level replaces its own segments and those below it.
  private enter(level: Level): Claim | undefined {
    const claim = this.closeClaim();
    const order: readonly Level[] = ['submitter', 'billing', 'subscriber', 'patient', 'claim'];
    for (const below of order.slice(order.indexOf(level))) this.levels[below] = [];
    this.level = level;
    return claim;
  }

  private closeClaim(): Claim | undefined {
    const segments = this.levels.claim;
    this.levels.claim = [];
    if (!this.inside || segments.length === 0) return undefined;
    const type = this.type ?? (segments.some((segment) => segment.id === 'SV3') ? 'dental' : 'professional');
    return claimOf({ ...this.levels, claim: segments }, type);
  }
}

const CLAIM_LOOPS = new Set(['NM1', 'SBR', 'LX']);

function claimOf(levels: Readonly<Record<Level, readonly Segment[]>>, type: Claim['type']): Claim {
  const unstated: string[] = [];
  const { head, loops } = cutLoops(beforeOtherPayers(levels.claim), CLAIM_LOOPS);
  const identity = identityOf(head, type, unstated);
  const lineLoops = linesOf(levels.claim);
  const ownNames = loops.filter(([first]) => first?.id === 'NM1');
  const firstLine = lineLoops[0] === undefined ? undefined : dates(lineLoops[0], '472');
  const placeOfService = clmComponent(head, 1);
  const dateOfService = type === 'dental' ? dates(head, '472')?.from : firstLine?.from;
  const above = withoutUndefined({ dateOfService, placeOfService, type });
  const serviceLines = lineLoops.map((loop, index) => serviceLineOf(loop, above, `service_lines.${index}`, unstated));
  const patient = levels.patient.length === 0 ? {} : patientOf(levels.patient);
  const claim: Claim = withoutUndefined({
    ...identity,
    ...billingOf(levels.billing, levels.submitter),
    ...coverageOf(levels.subscriber),
    ...patient,
    ...providersOf(ownNames, lineLoops),
    ...agreementsOf(head),
    ...circumstancesOf(head, type),
    placeOfService,
    dateOfService,
    serviceLines,
    otherPayers: listOrNothing(otherPayersOf(levels.claim, unstated)),
    ...dentalOf(head),
  });
  const clm = find(head, 'CLM');
  const total = clm && centsFromX12Decimal(element(clm, 2));
  const totalDiffers = total !== undefined && total !== sumCents(serviceLines.map((line) => line.chargeCents));
  return { ...claim, ...(totalDiffers ? { totalChargeCents: total } : {}), ...(unstated.length === 0 ? {} : { unstated }) };
}

/** The claim's segments before its lines and other payers. */
const beforeOtherPayers = (segments: readonly Segment[]): readonly Segment[] => {
  const end = segments.findIndex((segment) => segment.id === 'SBR' || segment.id === 'LX');
  return end < 0 ? segments : segments.slice(0, end);
};

const linesOf = (segments: readonly Segment[]): readonly (readonly Segment[])[] => cutLoops(segments, new Set(['LX'])).loops;
