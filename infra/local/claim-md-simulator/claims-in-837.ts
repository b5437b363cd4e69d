import { centsFromX12Decimal, ZERO_CENTS, type Cents } from '../../../shared/kernel/money';

/** What a clearinghouse needs of a claim to answer it and to pay it: read by segments, as loosely as a real one does. */
export interface ReceivedClaim {
  /** CLM01. */
  readonly patientControlNumber: string;
  /** REF*D9, the sender's own id; the control number where there is none. */
  readonly remoteClaimId: string;
  readonly chargeCents: Cents;
  readonly placeOfService: string;
  readonly frequency: string;
  readonly billingNpi: string;
  readonly billingTaxId: string;
  readonly renderingNpi: string;
  readonly payerId: string;
  readonly payerName: string;
  /** SBR09. */
  readonly filingIndicator: string;
  readonly memberId: string;
  readonly patientLastName: string;
  readonly patientFirstName: string;
  /** CCYYMMDD. */
  readonly dateOfService: string;
  readonly diagnosisCodes: readonly string[];
  readonly lines: readonly ReceivedLine[];
}

export interface ReceivedLine {
  /** HC, or AD for dental codes. */
  readonly qualifier: string;
  readonly code: string;
  readonly modifiers: readonly string[];
  readonly chargeCents: Cents;
  readonly units: string;
  /** REF*6R. */
  readonly lineControlNumber?: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<Omit<ReceivedClaim, 'lines' | 'diagnosisCodes'>> & {
  lines: Mutable<ReceivedLine>[];
  diagnosisCodes: string[];
};

interface Parties {
  billingNpi: string;
  billingTaxId: string;
  payerId: string;
  payerName: string;
  filingIndicator: string;
  memberId: string;
  subscriber: readonly [last: string, first: string];
  patient?: readonly [last: string, first: string];
}

const SVC_QUALIFIER = { SV1: 'HC', SV3: 'AD' } as const;

/** The claims of an 837; undefined when the text does not begin as an interchange. */
export function claimsIn837(text: string): readonly ReceivedClaim[] | undefined {
  if (!text.startsWith('ISA') || text.length < 106) return undefined;
  const [elementSeparator, componentSeparator, terminator] = [text.charAt(3), text.charAt(104), text.charAt(105)];
  const claims: Draft[] = [];
  const parties: Parties = {
    billingNpi: '',
    billingTaxId: '',
    payerId: '',
    payerName: '',
    filingIndicator: '',
    memberId: '',
    subscriber: ['', ''],
  };
  let claim: Draft | undefined;
  for (const raw of text.split(terminator)) {
    const segment = raw.trim().split(elementSeparator);
    if (segment[0] === 'HL') {
      claim = undefined;
      if (segment[3] === '22') delete parties.patient;
    } else if (segment[0] === 'CLM') {
      claim = newClaim(segment, parties, componentSeparator);
      claims.push(claim);
    } else if (claim === undefined) readParty(segment, parties);
    else readClaimSegment(segment, claim, componentSeparator);
  }
  return claims;
}

function readParty(segment: readonly string[], parties: Parties): void {
  const [id, entity = '', , last = '', first = '', , , , , identifier = ''] = segment;
  if (id === 'SBR') parties.filingIndicator = segment[9] ?? '';
  if (id === 'REF' && (entity === 'EI' || entity === 'SY')) parties.billingTaxId = segment[2] ?? '';
  if (id !== 'NM1') return;
  if (entity === '85') parties.billingNpi = identifier;
  if (entity === 'IL') {
    parties.subscriber = [last, first];
    parties.memberId = identifier;
  }
  if (entity === 'QC') parties.patient = [last, first];
  if (entity === 'PR') {
    parties.payerId = identifier;
    parties.payerName = last;
  }
}

function newClaim(segment: readonly string[], parties: Parties, componentSeparator: string): Draft {
  const [placeOfService = '', , frequency = ''] = (segment[5] ?? '').split(componentSeparator);
  const [patientLastName, patientFirstName] = parties.patient ?? parties.subscriber;
  return {
    patientControlNumber: segment[1] ?? '',
    remoteClaimId: segment[1] ?? '',
    chargeCents: centsFromX12Decimal(segment[2] ?? '') ?? ZERO_CENTS,
    placeOfService,
    frequency,
    billingNpi: parties.billingNpi,
    billingTaxId: parties.billingTaxId,
    renderingNpi: parties.billingNpi,
    payerId: parties.payerId,
    payerName: parties.payerName,
    filingIndicator: parties.filingIndicator,
    memberId: parties.memberId,
    patientLastName,
    patientFirstName,
    dateOfService: '',
    diagnosisCodes: [],
    lines: [],
  };
}

function readClaimSegment(segment: readonly string[], claim: Draft, componentSeparator: string): void {
  const [id, first = '', second = '', third = ''] = segment;
  const line = claim.lines.at(-1);
  if (id === 'REF' && first === 'D9') claim.remoteClaimId = second;
  else if (id === 'REF' && first === '6R' && line !== undefined) line.lineControlNumber = second;
  else if (id === 'DTP' && first === '472' && claim.dateOfService === '') claim.dateOfService = third.slice(0, 8);
  else if (id === 'HI')
    claim.diagnosisCodes.push(...segment.slice(1).map((element) => element.split(componentSeparator)[1] ?? ''));
  else if (id === 'NM1' && first === '82' && line === undefined) claim.renderingNpi = segment[9] ?? claim.renderingNpi;
  else if (id === 'SV1' || id === 'SV3') {
    const [, code = '', ...modifiers] = first.split(componentSeparator);
    claim.lines.push({
      qualifier: SVC_QUALIFIER[id],
      code,
      modifiers: modifiers.slice(0, 4).filter((modifier) => modifier !== ''),
      chargeCents: centsFromX12Decimal(second) ?? ZERO_CENTS,
      units: (id === 'SV1' ? segment[4] : segment[6]) ?? '1',
    });
  }
}
