import { err, ok, type Result } from '../../kernel/result';
import { toX12Text } from '../../x12/core/character-set';
import { USUAL_DELIMITERS } from '../../x12/core/delimiters';
import { writeInterchange, type FunctionalGroup, type TransactionSet } from '../../x12/core/interchange-writer';
import type { SegmentValues } from '../../x12/core/segment-writer';
import type { PracticeRules } from '../../coding/practice-rules';
import type { Claim } from '../claim';
import { Carrier, type ClaimFault } from './carrier';
import { writeClaimInformation } from './claim-information';
import { refuseForeignFields } from './foreign-fields';
import { writeOtherPayers } from './other-payers';
import { phoneDigits, writeBillingProvider, writePatient, writeSubscriber } from './parties';
import { writeClaimProviders } from './providers';
import { writeServiceLines } from './service-lines';

/** Who sends the file to whom, when, under which number. All of it is stated, so the same claims give the same bytes. */
export interface ClaimEnvelope {
  readonly usage: 'T' | 'P';
  readonly senderId: string;
  readonly receiverId: string;
  readonly receiverName: string;
  /** Loop 1000A: the practice, and a number to call. */
  readonly submitterName: string;
  readonly submitterPhone?: string;
  /** ISA13, 1 to 999999999; unique a sender. */
  readonly controlNumber: number;
  /** Local date and time, 'YYYY-MM-DDTHH:MM'. */
  readonly at: string;
}

const CLEARINGHOUSE = { id: 'CLAIMMD', name: 'CLAIM.MD' };

/** The envelope of a practice's own files; `at` is the practice's local time. Test files unless the practice is in production. */
export const defaultEnvelope = (
  rules: PracticeRules,
  stated: { readonly controlNumber: number; readonly at: string },
): ClaimEnvelope => {
  const { npi, organizationName, lastName, phone } = rules.billingProvider;
  return {
    usage: rules.mode === 'production' ? 'P' : 'T',
    senderId: npi,
    receiverId: CLEARINGHOUSE.id,
    receiverName: CLEARINGHOUSE.name,
    submitterName: organizationName ?? lastName ?? rules.name,
    ...(phone === undefined ? {} : { submitterPhone: phone }),
    ...stated,
  };
};

const GUIDES = { professional: '005010X222A1', dental: '005010X224A2' } as const;
/** The guides' own limit of CLM loops in one ST. */
const CLAIMS_A_TRANSACTION = 5000;
/** Their limit of CLM loops under one subscriber or patient; more of them begin the level anew. */
const CLAIMS_A_LEVEL = 100;

/**
 * All claims as one interchange: a group for each guide, claims under their billing provider and subscriber, in the order given.
 * Refuses every value that cannot be written truthfully, all faults at once; `unchecked` writes nevertheless, a blank for each
 * character that would cut the data.
 */
export function writeClaims(
  claims: readonly Claim[],
  envelope: ClaimEnvelope,
  options: { readonly unchecked?: boolean } = {},
): Result<string, readonly ClaimFault[]> {
  const submitterPhone = phoneDigits(claims[0]?.billingProvider?.phone ?? envelope.submitterPhone);
  const written = claims.map((claim) => writeClaim(claim, submitterPhone));
  const faults = [
    ...written.flatMap((claim) => claim.faults),
    ...repeatedNumbers(claims),
    ...missingContact(claims, submitterPhone),
  ];
  if (faults.length > 0 && options.unchecked !== true) return err(faults);
  const groups: FunctionalGroup[] = [];
  for (const type of ['professional', 'dental'] as const) {
    const ofType = written.filter((claim) => claim.claim.type === type);
    if (ofType.length > 0)
      groups.push(groupOf(ofType, type, groupNumber(envelope.controlNumber, groups.length), envelope, submitterPhone));
  }
  return ok(writeInterchange(interchangeOf(envelope), groups, USUAL_DELIMITERS));
}

/** GS06: the interchange's own number for the first group, far from its neighbours' for the second; a 999 answers by it alone. */
const groupNumber = (controlNumber: number, index: number): number =>
  index === 0 ? controlNumber : (controlNumber + 500_000_000) % 1_000_000_000 || 1;

/** One claim's segments, by the level of the hierarchy they stand on. */
interface WrittenClaim {
  readonly claim: Claim;
  readonly billing: readonly string[];
  readonly subscriber: readonly string[];
  readonly patient: readonly string[] | undefined;
  readonly body: readonly string[];
  readonly faults: readonly ClaimFault[];
}

function writeClaim(claim: Claim, submitterPhone: string | undefined): WrittenClaim {
  const faults: ClaimFault[] = [];
  const level = (write: (carrier: Carrier) => void): readonly string[] => {
    const carrier = new Carrier(claim.claimId, USUAL_DELIMITERS);
    write(carrier);
    faults.push(...carrier.faults);
    return carrier.segments;
  };
  const billing = level((carrier) => {
    for (const path of claim.unstated ?? []) carrier.missing(path);
    writeBillingProvider(carrier, claim, submitterPhone);
  });
  const subscriber = level((carrier) => {
    writeSubscriber(carrier, claim);
  });
  const patient =
    claim.patientRelationship === undefined || claim.patientRelationship === 'self'
      ? undefined
      : level((carrier) => {
          writePatient(carrier, claim);
        });
  const body = level((carrier) => {
    refuseForeignFields(carrier, claim);
    writeClaimInformation(carrier, claim);
    writeClaimProviders(carrier, claim);
    writeOtherPayers(carrier, claim);
    writeServiceLines(carrier, claim);
  });
  return { claim, billing, subscriber, patient, body, faults: faultsOnce(faults) };
}

/** A field that was not stated and is also needed by its segment is one fault. */
function faultsOnce(faults: readonly ClaimFault[]): readonly ClaimFault[] {
  if (faults.length < 2) return faults;
  const seen = new Set<string>();
  return faults.filter((fault) => !seen.has(fault.path) && seen.add(fault.path));
}

function groupOf(
  claims: readonly WrittenClaim[],
  type: Claim['type'],
  controlNumber: number,
  envelope: ClaimEnvelope,
  submitterPhone: string | undefined,
): FunctionalGroup {
  const transactions: TransactionSet[] = [];
  for (let from = 0; from < claims.length; from += CLAIMS_A_TRANSACTION) {
    const number = String(transactions.length + 1).padStart(4, '0');
    const reference = `${controlNumber}-${number}`;
    transactions.push({
      type: '837',
      controlNumber: number,
      guide: GUIDES[type],
      body: [...headerOf(reference, envelope, submitterPhone), ...hierarchyOf(claims.slice(from, from + CLAIMS_A_TRANSACTION))],
    });
  }
  const { date, time } = whenOf(envelope);
  return {
    functionalId: 'HC',
    senderCode: envelope.senderId,
    receiverCode: envelope.receiverId,
    date,
    time,
    controlNumber,
    guide: GUIDES[type],
    transactions,
  };
}

/** BHT, 1000A and 1000B. */
function headerOf(reference: string, envelope: ClaimEnvelope, submitterPhone: string | undefined): readonly SegmentValues[] {
  const { date, time } = whenOf(envelope);
  const submitter = plainName(envelope.submitterName);
  return [
    ['BHT', '0019', '00', reference, date, time, 'CH'],
    ['NM1', '41', '2', submitter, '', '', '', '', '46', envelope.senderId],
    ['PER', 'IC', submitter, 'TE', submitterPhone ?? ''],
    ['NM1', '40', '2', plainName(envelope.receiverName), '', '', '', '', '46', envelope.receiverId],
  ];
}

/** HL 20 for each billing provider, 22 for each subscriber under it, 23 for each patient who is another person, claims below. */
function hierarchyOf(claims: readonly WrittenClaim[]): readonly (SegmentValues | string)[] {
  const segments: (SegmentValues | string)[] = [];
  let level = 0;
  for (const ofProvider of gathered(claims, (claim) => claim.billing)) {
    const provider = ++level;
    segments.push(['HL', String(provider), '', '20', '1'], ...(ofProvider[0]?.billing ?? []));
    for (const ofSubscriber of gathered(ofProvider, (claim) => claim.subscriber)) {
      const own = inLevels(ofSubscriber.filter((claim) => claim.patient === undefined));
      const dependants = gathered(
        ofSubscriber.filter((claim) => claim.patient !== undefined),
        (claim) => claim.patient ?? [],
      ).flatMap(inLevels);
      // The patients stand under the last of the subscriber's levels, which is the only one when he has few claims of his own.
      for (const [index, claims] of (own.length === 0 ? [[]] : own).entries()) {
        const under = index < own.length - 1 ? [] : dependants;
        const subscriber = ++level;
        segments.push(['HL', String(subscriber), String(provider), '22', under.length > 0 ? '1' : '0']);
        segments.push(...(ofSubscriber[0]?.subscriber ?? []));
        for (const claim of claims) segments.push(...claim.body);
        for (const ofPatient of under) {
          segments.push(['HL', String(++level), String(subscriber), '23', '0'], ...(ofPatient[0]?.patient ?? []));
          for (const claim of ofPatient) segments.push(...claim.body);
        }
      }
    }
  }
  return segments;
}

function inLevels(claims: readonly WrittenClaim[]): readonly (readonly WrittenClaim[])[] {
  const levels: (readonly WrittenClaim[])[] = [];
  for (let from = 0; from < claims.length; from += CLAIMS_A_LEVEL) levels.push(claims.slice(from, from + CLAIMS_A_LEVEL));
  return levels;
}

/** Claims whose segments of one level are the same, in the order in which each kind first appears. */
function gathered(
  claims: readonly WrittenClaim[],
  level: (claim: WrittenClaim) => readonly string[],
): readonly (readonly WrittenClaim[])[] {
  const groups = new Map<string, WrittenClaim[]>();
  for (const claim of claims) {
    const key = level(claim).join('');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [claim]);
    else group.push(claim);
  }
  return [...groups.values()];
}

function interchangeOf(envelope: ClaimEnvelope) {
  const { date, time } = whenOf(envelope);
  return {
    senderQualifier: 'ZZ',
    senderId: envelope.senderId,
    receiverQualifier: 'ZZ',
    receiverId: envelope.receiverId,
    date: date.slice(2),
    time,
    controlNumber: envelope.controlNumber,
    usage: envelope.usage,
  };
}

const whenOf = ({ at }: ClaimEnvelope): { date: string; time: string } => ({
  date: at.slice(0, 10).replaceAll('-', ''),
  time: at.slice(11, 16).replace(':', ''),
});

/** Two claims of one number could not be told apart in the answer. */
function repeatedNumbers(claims: readonly Claim[]): readonly ClaimFault[] {
  const seen = new Set<string>();
  return claims.flatMap(({ claimId }) =>
    seen.size === seen.add(claimId).size
      ? [{ claimId, path: 'claim_id', id: 'A008', message: 'is the number of another claim of the file too' }]
      : [],
  );
}

/** Loop 1000A needs a number to call: the first claim's billing provider's, else the practice's. */
const missingContact = (claims: readonly Claim[], submitterPhone: string | undefined): readonly ClaimFault[] =>
  submitterPhone !== undefined || claims[0] === undefined
    ? []
    : [
        {
          claimId: claims[0].claimId,
          path: 'billing_provider.phone',
          id: 'A001',
          message: 'is required: the practice states none',
        },
      ];

// Names of our own configuration: what X12 has no character for becomes a blank.
const plainName = (name: string): string =>
  toX12Text(name)
    .replace(/[^A-Z0-9 !"&'()+,\-./;?=]/g, ' ')
    .slice(0, 60)
    .trim();
