import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Claim } from '../../shared/claim/claim';
import { readClaims } from '../../shared/claim/read-837/read-claims';
import { writeClaims } from '../../shared/claim/write-837/write-claims';
import { checkSegments } from '../../shared/x12/check/x12-check';
import { readSegments } from '../../shared/x12/core/segment-reader';
import { changedBody, claimOf, ENVELOPE, fullDentalBody, fullProfessionalBody, plainBody } from './claims';

const write = (...claims: readonly Claim[]): string => {
  const written = writeClaims(claims, ENVELOPE);
  if (!written.ok) throw new Error(written.error.map((fault) => `${fault.path} ${fault.message}`).join('; '));
  return written.value;
};
const lines = (x12: string): readonly string[] => x12.split('~').slice(0, -1);
const segmentsOf = (x12: string, id: string): readonly string[] => lines(x12).filter((segment) => segment.startsWith(`${id}*`));

const secondary = changedBody(plainBody, {
  claim_id: 'V-1004-S',
  payer_responsibility: 'secondary',
  'service_lines.0.adjudications': [
    {
      payer_id: 'PRIM1',
      paid: 90,
      units: 1,
      adjustments: [
        { group: 'PR', carc: '2', amount: 30 },
        { group: 'CO', carc: '45', amount: 20.5 },
        { group: 'PR', carc: '3', amount: 9.5, quantity: 2 },
      ],
    },
  ],
  other_payers: [
    {
      payer_id: 'PRIM1',
      name: 'Prime Payer',
      responsibility: 'primary',
      claim_filing_code: 'CI',
      relationship: 'spouse',
      subscriber: { member_id: 'PRI1', last_name: 'Wexcombe', first_name: 'Lorcan', group_name: 'Tinsmiths' },
      paid_amount: 90,
      adjudication_date: '2026-10-20',
    },
  ],
});

/** Each fixture was read segment by segment against the guides' sheet before it was kept. */
const fixtures: readonly (readonly [string, readonly Claim[]])[] = [
  ['837p-everything-once', [claimOf(fullProfessionalBody)]],
  ['837d-everything-once', [claimOf(fullDentalBody)]],
  [
    '837-mixed-types-and-patients',
    [
      claimOf(plainBody),
      claimOf(changedBody(fullDentalBody, { claim_id: 'V-2002-D' })),
      claimOf(
        changedBody(plainBody, { claim_id: 'V-1003-P', patient_relationship: 'child', patient: fullProfessionalBody.patient }),
      ),
      claimOf(changedBody(plainBody, { claim_id: 'V-1002-P' })),
    ],
  ],
  ['837p-void', [claimOf(changedBody(plainBody, { claim_id: 'V-1005-V', frequency: 'void', payer_claim_number: 'ICN-9' }))]],
  ['837p-secondary', [claimOf(secondary)]],
  [
    '837d-predetermination',
    [claimOf(changedBody(fullDentalBody, { claim_id: 'V-2003-D', predetermination: true, predetermination_number: undefined }))],
  ],
];

describe('writeClaims', () => {
  describe.each(fixtures)('%s', (name, claims) => {
    const file = readFileSync(`test/fixtures/x12/${name}.edi`, 'latin1');

    it('writes exactly these bytes, twice', () => {
      expect(write(...claims).replaceAll('~', '~\n')).toBe(file);
      expect(write(...claims)).toBe(write(...claims));
    });

    it('passes our own check without a finding', () => {
      expect(checkSegments(readSegments(Buffer.from(file, 'latin1'))).verdict).toBe('ok');
    });

    it('is read into claims that write the same bytes', () => {
      const read = [...readClaims(readSegments(Buffer.from(file, 'latin1')))];
      const inOrder = claims.flatMap((claim) => read.filter((other) => other.claimId === claim.claimId));
      expect(write(...inOrder).replaceAll('~', '~\n')).toBe(file);
    });
  });

  it('takes accents off, writes capitals and trims blanks', () => {
    const x12 = write(claimOf(changedBody(plainBody, { 'subscriber.last_name': '  Núñez-Łuk  ', note: 'Señor ß’s visit' })));
    expect(segmentsOf(x12, 'NM1*IL')[0]).toBe('NM1*IL*1*NUNEZ-LUK*OTTOLINE*R***MI*ABC123456789');
    expect(segmentsOf(x12, 'NTE')).toEqual(["NTE*ADD*SENOR SS'S VISIT"]);
  });

  it('gives lines without an id their own, and claims theirs as the trace', () => {
    const x12 = write(claimOf(plainBody));
    expect(segmentsOf(x12, 'REF*6R')).toEqual(['REF*6R*V-1001-1']);
    expect(segmentsOf(x12, 'REF*D9')).toEqual(['REF*D9*V-1001']);
  });

  it.each([
    [150, '150'],
    [150.5, '150.5'],
    [0.07, '0.07'],
    [1234567.89, '1234567.89'],
  ])('writes the amount %p as %p', (charge, text) => {
    const x12 = write(claimOf(changedBody(plainBody, { 'service_lines.0.charge_amount': charge })));
    expect(segmentsOf(x12, 'SV1')[0]).toContain(`*${text}*UN*`);
    expect(segmentsOf(x12, 'CLM')[0]).toContain(`*V-1001*${text}*`);
  });

  it.each([
    ['the rendering provider who bills', { 'rendering_provider.npi': '1987654328' }, 'NM1*82'],
    [
      'a supervisor who is the rendering provider',
      {
        supervising_provider: {
          npi: '1234567893',
          last_name: 'Grimbaldi',
          first_name: 'Sunniva',
        },
      },
      'NM1*DQ',
    ],
    [
      'a facility at the billing address',
      { service_facility: { name: 'Here', address: fullProfessionalBody.billing_provider.address } },
      'NM1*77',
    ],
    ['a pay-to address that is the billing address', { pay_to_address: fullProfessionalBody.billing_provider.address }, 'NM1*87'],
    [
      "a line's provider who is the claim's",
      { 'service_lines.0.rendering_provider': fullProfessionalBody.rendering_provider },
      'NM1*82*1*GRIMBALDI*SUNNIVA*Q***XX*1234567893~PRV*PE*PXC*207Q00000X~SVD',
    ],
    ["a line's place that is the claim's", { 'service_lines.0.place_of_service': '11' }, '*UN*1*11'],
    [
      "a line's authorization that is the claim's",
      { prior_authorization: 'PA', 'service_lines.0.prior_authorization': 'PA' },
      'REF*G1*PA~REF*6R',
    ],
    ['a group name beside a group number', { 'subscriber.group_name': 'Tinsmiths' }, 'TINSMITHS'],
    ["the state of an accident that is not a car's", { accident: { cause: 'other', date: '2026-10-01', state: 'OH' } }, ':OH'],
  ])('leaves out %s', (_, changes, absent) => {
    expect(write(claimOf(changedBody(plainBody, changes)))).not.toContain(absent);
  });

  it('names a second billing provider’s telephone, which loop 1000A does not', () => {
    const other = changedBody(plainBody, {
      claim_id: 'V-9',
      'billing_provider.npi': '1999999992',
      'billing_provider.phone': '+1 614-555-0188',
    });
    expect(segmentsOf(write(claimOf(plainBody), claimOf(other)), 'PER')).toEqual([
      'PER*IC*FOXGLOVE FAMILY PRACTICE*TE*6145550177',
      'PER*IC**TE*6145550188',
    ]);
  });

  it('begins a level anew after 100 claims of one person', () => {
    const claim = claimOf(plainBody);
    const child = claimOf(changedBody(plainBody, { patient_relationship: 'child', patient: fullProfessionalBody.patient }));
    const own = Array.from({ length: 101 }, (_, index) => ({ ...claim, claimId: `S-${index}` }));
    const others = Array.from({ length: 201 }, (_, index) => ({ ...child, claimId: `P-${index}` }));
    const x12 = write(...own, ...others);
    // A subscriber who is the patient and one who is not differ in SBR02, so they are two levels before any limit.
    expect(segmentsOf(x12, 'HL')).toEqual([
      'HL*1**20*1',
      'HL*2*1*22*0',
      'HL*3*1*22*0',
      'HL*4*1*22*1',
      'HL*5*4*23*0',
      'HL*6*4*23*0',
      'HL*7*4*23*0',
    ]);
    expect(checkSegments(readSegments(Buffer.from(x12, 'latin1'))).verdict).toBe('ok');
  });

  it('starts a new transaction after 5,000 claims', () => {
    const claim = claimOf(plainBody);
    const many = Array.from({ length: 5001 }, (_, index) => ({ ...claim, claimId: `V-${index}` }));
    const x12 = write(...many);
    expect(segmentsOf(x12, 'ST').map((st) => st.split('*')[2])).toEqual(['0001', '0002']);
    expect(segmentsOf(x12, 'CLM')).toHaveLength(5001);
  });
});
