import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readClaims } from '../../shared/claim/read-837/read-claims';
import { writeClaims } from '../../shared/claim/write-837/write-claims';
import { claimBody } from '../../shared/messages/claim-body-writer';
import { readSegments } from '../../shared/x12/core/segment-reader';
import { changedBody, claimOf, ENVELOPE, fullDentalBody, fullProfessionalBody } from './claims';

// parse(write(x)) = x for claims in the form an 837 has: capitals, and nothing said twice.

const word = fc.stringMatching(/^[A-Z0-9][A-Z0-9 .,'&()+/;?=!"-]{0,18}[A-Z0-9]$/);
const number = fc.stringMatching(/^[A-Z0-9-]{2,30}$/);
const date = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const dollars = fc.integer({ min: 1, max: 99_999_999 }).map((cents) => cents / 100);
const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const record = <T extends object>(
  required: { [K in keyof T]: fc.Arbitrary<T[K]> },
  optional: Record<string, fc.Arbitrary<unknown>> = {},
) => fc.tuple(fc.record(required), fc.record(optional, { requiredKeys: [] })).map(([must, may]) => ({ ...must, ...may }));

const address = record({ line1: word, city: word, state: pick('OH', 'ME'), zip: pick('43215', '432150001') }, { line2: word });
const npi = pick('1234567893', '1345678902', '1456789019', '1567890128');
const person = record({ npi, last_name: word, first_name: word });
const human = record(
  { last_name: word, first_name: word, birth_date: date, sex: pick('M', 'F', 'U'), address },
  { middle_name: word },
);
const renderer = record({ npi, last_name: word, first_name: word }, { middle_name: word, taxonomy: pick('207Q00000X') });
const subscriber = fc.tuple(human, fc.record({ member_id: number })).map(([who, id]) => ({ ...id, ...who }));
const adjustment = record(
  { group: pick('CO', 'OA', 'PI', 'PR', 'CR'), carc: pick('45', '2', 'A1', 'B10'), amount: dollars },
  { quantity: fc.integer({ min: 1, max: 99 }) },
);
const inGroups = fc.array(adjustment, { maxLength: 5 }).map((list) => [...list].sort((a, b) => a.group.localeCompare(b.group)));

const adjudication = record(
  { payer_id: pick('PRIM1'), paid: dollars, units: fc.integer({ min: 1, max: 9 }), date, adjustments: inGroups },
  { code: pick('99499') },
);

const professionalLine = record(
  {
    code: pick('99213', '0001F', 'J3301'),
    modifiers: fc.uniqueArray(pick('25', 'GT', 'XE', '59'), { maxLength: 4 }),
    charge_amount: dollars,
    units: pick(1, 2, 1.5, 0.125),
    unit_type: pick('UN', 'MJ'),
    diagnosis_pointers: pick([1], [2, 1]),
  },
  {
    place_of_service: pick('22'),
    emergency: pick(true),
    description: word,
    prior_authorization: number,
    ndc: fc.record({ code: pick('00003029328'), quantity: pick(1, 0.5), unit: pick('ML', 'UN') }),
  },
).map((line) => ({ ...line, code_system: line.code.startsWith('J') ? 'HCPCS' : 'CPT' }));

const dentalLine = record(
  {
    code: pick('D2392', 'D6750'),
    modifiers: pick([] as string[], ['52']),
    charge_amount: dollars,
    units: pick(1, 2),
    diagnosis_pointers: pick([] as number[], [1]),
  },
  {
    place_of_service: pick('22'),
    oral_cavity_areas: fc.uniqueArray(pick('00', '10', '20'), { minLength: 1 }),
    prosthesis: pick('initial'),
    teeth: fc.uniqueArray(fc.record({ number: pick('1', '30', 'A', 'AS', '51'), surfaces: pick('', 'MOD', 'B') }), {
      minLength: 1,
      maxLength: 4,
      selector: (tooth) => tooth.number,
    }),
  },
).map((line) => ({ ...line, code_system: 'CDT', unit_type: 'UN' }));

const common = {
  payer_responsibility: pick('primary', 'tertiary'),
  subscriber,
  signature_on_file: fc.boolean(),
  benefits_assigned: fc.boolean(),
  assignment: pick('accepted', 'not_accepted'),
  release_of_information: pick('signed', 'informed_consent'),
  place_of_service: pick('11'),
  date_of_service: pick('2026-10-05'),
};
const otherPayer = record(
  {
    payer_id: pick('PRIM1'),
    name: word,
    responsibility: pick('secondary'),
    claim_filing_code: pick('CI', 'MB'),
    relationship: pick('self', 'spouse'),
    subscriber: fc.record({ member_id: number, last_name: word, first_name: word }),
  },
  { paid_amount: dollars, remaining_liability: dollars, non_covered_amount: dollars, payer_claim_number: number },
);
const situational = {
  referring_provider: person,
  supervising_provider: person.map((who) => ({ ...who, npi: '1999999992' })),
  service_facility: record({ name: word, address: address.map((place) => ({ ...place, zip: '432150009' })) }, { npi }),
  accident: fc.oneof(
    fc.record({ cause: pick('auto'), date, state: pick('OH') }),
    fc.record({ cause: pick('employment', 'other'), date }),
  ),
  prior_authorization: number.map((text) => `C${text}`.slice(0, 30)),
  referral_number: number,
  patient_paid: dollars,
  note: word,
  pay_to_address: address,
};

const numbered = <T extends object>(lines: readonly T[]) => lines.map((line, index) => ({ ...line, line_id: `L-${index + 1}` }));

const professional = fc
  .tuple(
    fc.record(common),
    fc.record(
      { ...situational, ordering_provider: person, clia_number: number, medical_record_number: number },
      { requiredKeys: [] },
    ),
    fc.array(professionalLine, { minLength: 1, maxLength: 4 }),
    renderer,
    fc.option(human, { nil: undefined }),
    otherPayer,
    fc.array(adjudication, { maxLength: 1 }),
  )
  .map(([base, more, lines, rendering, patient, payer, decided]) => ({
    ...fullProfessionalBodyBase,
    ...base,
    ...more,
    rendering_provider: rendering,
    patient_relationship: patient === undefined ? 'self' : 'child',
    ...(patient === undefined ? {} : { patient }),
    service_lines: numbered(lines).map((line, index) =>
      index === 0 && decided.length > 0 ? { ...line, adjudications: decided } : line,
    ),
    other_payers: [decided.length > 0 ? { paid_amount: 0.5, ...payer } : { ...payer, adjudication_date: '2026-10-20' }],
  }));

const fullProfessionalBodyBase = {
  claim_id: 'V-7',
  type: 'professional',
  frequency: 'corrected',
  payer_claim_number: 'ICN-1',
  billing_provider: {
    ...fullProfessionalBody.billing_provider,
    organization_name: 'FOXGLOVE FAMILY PRACTICE',
    address: { line1: '4 ROW', city: 'PLOVERTON', state: 'OH', zip: '432150001' },
  },
  payer: { payer_id: 'COM1', name: 'BRAMBLEGATE', claim_filing_code: 'CI' },
  diagnosis_codes: ['J20.9', 'I10'],
};

const dental = fc
  .tuple(
    fc.record(common),
    fc.record(
      {
        ...situational,
        predetermination_number: number,
        orthodontics: record({ total_months: fc.nat(48) }, { months_remaining: fc.nat(48) }),
      },
      { requiredKeys: [] },
    ),
    fc.array(dentalLine, { minLength: 1, maxLength: 4 }),
    renderer,
    otherPayer,
  )
  .map(([base, more, lines, rendering, payer]) => ({
    ...fullProfessionalBodyBase,
    type: 'dental',
    ...base,
    ...more,
    diagnosis_codes: ['K02.52'],
    rendering_provider: rendering,
    patient_relationship: 'self',
    service_lines: numbered(lines),
    other_payers: [{ ...payer, adjudication_date: '2026-10-20' }],
  }));

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

const throughX12 = (body: unknown): unknown => {
  const written = writeClaims([claimOf(body)], ENVELOPE);
  if (!written.ok) throw new Error(written.error.map((fault) => `${fault.path} ${fault.message}`).join('; '));
  const read = [...readClaims(readSegments(Buffer.from(written.value, 'latin1')))];
  expect(read).toHaveLength(1);
  return read[0] && claimBody(read[0]);
};

describe('an 837 read back', () => {
  it('is the professional claim that was written', () => {
    fc.assert(
      fc.property(professional, (body) => {
        expect(throughX12(body)).toEqual(body);
      }),
      { numRuns: RUNS },
    );
  });

  it('is the dental claim that was written', () => {
    fc.assert(
      fc.property(dental, (body) => {
        expect(throughX12(body)).toEqual(body);
      }),
      { numRuns: RUNS },
    );
  });

  it('keeps what a line has of its own and leaves to the claim what is the claim’s', () => {
    const body = changedBody(fullProfessionalBody, {
      'service_lines.1.date_of_service': '2026-10-07',
      'service_lines.1.date_to': '2026-10-08',
      'service_lines.1.place_of_service': '11',
    });
    expect(throughX12(body)).toMatchObject({
      date_of_service: '2026-10-05',
      service_lines: [{ place_of_service: '22' }, { date_of_service: '2026-10-07', date_to: '2026-10-08' }],
    });
    expect((throughX12(body) as { service_lines: object[] }).service_lines[1]).not.toHaveProperty('place_of_service');
  });

  it('says nothing that an 837 does not carry', () => {
    const read = throughX12(fullProfessionalBody) as Record<string, unknown>;
    for (const name of ['encounter_id', 'patient_id', 'attestations', 'prior_procedures', 'unstated'])
      expect(read).not.toHaveProperty(name);
    expect(throughX12(fullDentalBody)).not.toHaveProperty('total_charge');
  });
});

describe('readClaims', () => {
  const written = writeClaims([claimOf(fullProfessionalBody)], ENVELOPE);
  const x12 = written.ok ? written.value : '';
  const read = (text: string) => [...readClaims(readSegments(Buffer.from(text, 'latin1')))];

  it('states a total that is not the sum of the lines', () => {
    expect(read(x12.replace('*262.35***', '*262.36***'))[0]?.totalChargeCents).toBe(26236);
  });

  it('lists as unstated what it cannot read', () => {
    const broken = x12
      .replace('11:B:7', '11:B:9')
      .replace('SV1*HC:99214:25:GC:::EXTENDED VISIT*210.35*UN*1*', 'SV1*HC:99214*x*UN*y*');
    expect(read(broken)[0]?.unstated).toEqual(['frequency', 'service_lines.0.charge_amount', 'service_lines.0.units']);
  });

  it('lists as unstated what another payer is and decided, when it cannot read it', () => {
    const broken = x12
      .replace('SBR*P*18*GRP-9', 'SBR*A*18*GRP-9')
      .replace('SVD*MCR*150.35', 'SVD*MCR*much')
      .replace('CAS*PR*2*20*1', 'CAS*PR*2*20.005*1');
    const [claim] = read(broken);
    expect(claim?.unstated).toEqual([
      'service_lines.0.adjudications.0.paid',
      'service_lines.0.adjudications.0.adjustments.1.amount',
      'other_payers.0.responsibility',
    ]);
    expect(claim && claimBody(claim)).toMatchObject({
      other_payers: [expect.not.objectContaining({ responsibility: 'primary' })],
    });
  });

  it('gives none for other transactions and for an 837I', () => {
    expect(read(x12.replaceAll('005010X222A1', '005010X223A2'))).toEqual([]);
    expect(read(x12.replace('ST*837', 'ST*835'))).toEqual([]);
    expect(read('')).toEqual([]);
  });

  it('reads a file without its guide, its envelope or its end', () => {
    const claims = read(x12);
    expect(read(x12.replaceAll('*005010X222A1', ''))).toEqual(claims);
    expect(read(x12.slice(x12.indexOf('ST*')))).toEqual(claims);
    expect(read(x12.slice(0, x12.indexOf('SE*')))).toEqual(claims);
  });
});
