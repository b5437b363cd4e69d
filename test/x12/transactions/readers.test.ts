import { describe, expect, it } from '@jest/globals';
import { read271 } from '../../../shared/x12/271/reader';
import { readStatuses } from '../../../shared/x12/277CA/reader';
import { readBpr, readCas, readClp, readMiaRemarks, readMoaRemarks, readPlb, readSvc } from '../../../shared/x12/835/reader';
import { read999 } from '../../../shared/x12/999/reader';
import { outcomeOf, readTa1 } from '../../../shared/x12/TA1/reader';
import type { Segment } from '../../../shared/x12/core/segment';
import { readSegments } from '../../../shared/x12/core/segment-reader';
import { cutTransactions } from '../../../shared/x12/cut-transactions';

const ISA = 'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*0930*^*00501*000000204*0*T*:~';
const segmentsOf = (...segments: readonly string[]): readonly Segment[] =>
  [...readSegments(Buffer.from(ISA + segments.map((segment) => `${segment}~`).join(''), 'latin1'))].slice(1);
const one = (text: string): Segment => {
  const [segment] = segmentsOf(text);
  if (segment === undefined) throw new Error('no segment');
  return segment;
};

describe('cutTransactions', () => {
  const shape = (...segments: readonly string[]): unknown[] =>
    [...cutTransactions(segmentsOf(...segments))].map(({ type, guide, controlNumber, segments: own }) => [
      type,
      guide,
      controlNumber,
      own.map(({ id }) => id).join(' '),
    ]);

  it.each<[string, readonly string[], unknown[]]>([
    [
      'one transaction',
      ['GS*HN*A*B*1*1*1*X*G8', 'ST*277*0001*G3', 'BHT*1', 'HL*1', 'SE*4*0001'],
      [['277', 'G3', '0001', 'BHT HL']],
    ],
    [
      'the group’s guide where ST names none',
      ['GS*HN*A*B*1*1*1*X*G8', 'ST*277*0001', 'BHT*1', 'SE*3*0001'],
      [['277', 'G8', '0001', 'BHT']],
    ],
    ['no guide at all', ['ST*277*0001', 'BHT*1', 'SE*3*0001'], [['277', '', '0001', 'BHT']]],
    [
      'two transactions, the first without SE',
      ['ST*277*0001', 'BHT*1', 'ST*277*0002', 'HL*1', 'SE*3*0002'],
      [
        ['277', '', '0001', 'BHT'],
        ['277', '', '0002', 'HL'],
      ],
    ],
    ['ended by GE', ['ST*277*0001', 'BHT*1', 'GE*1*1', 'NTE*LOST'], [['277', '', '0001', 'BHT']]],
    ['ended by GS', ['ST*277*0001', 'BHT*1', 'GS*HN*A*B*1*1*1*X*G8', 'NTE*LOST'], [['277', '', '0001', 'BHT']]],
    ['ended by IEA', ['ST*277*0001', 'BHT*1', 'IEA*1*1', 'NTE*LOST'], [['277', '', '0001', 'BHT']]],
    ['ended by the file', ['ST*277*0001', 'BHT*1'], [['277', '', '0001', 'BHT']]],
    [
      'a TA1 alone and between',
      ['TA1*000000501*261102*0815*A*000', 'ST*277*0001', 'BHT*1', 'TA1*000000502*261102*0815*R*001'],
      [
        ['TA1', '', '000000501', 'TA1'],
        ['277', '', '0001', 'BHT'],
        ['TA1', '', '000000502', 'TA1'],
      ],
    ],
    ['nothing outside a transaction', ['BHT*1', 'HL*1', 'SE*2*0001'], []],
  ])('%s', (_, segments, expected) => {
    expect(shape(...segments)).toEqual(expected);
  });
});

describe('TA1', () => {
  it('says what became of which interchange', () => {
    expect(readTa1(one('TA1*000000501*261102*0815*R*022'))).toEqual({
      interchangeControlNumber: '000000501',
      date: '261102',
      time: '0815',
      outcome: 'rejected',
      noteCode: '022',
    });
  });
  it.each([
    ['A', 'accepted'],
    ['E', 'accepted_with_errors'],
    ['P', 'partially_accepted'],
    ['R', 'rejected'],
    ['M', 'rejected'],
    ['W', 'rejected'],
    ['X', 'rejected'],
    ['', 'rejected'],
    ['?', 'rejected'],
  ])('takes %p for %s', (code, outcome) => {
    expect(outcomeOf(code)).toBe(outcome);
  });
});

describe('999', () => {
  it('gives each transaction its errors, then the group', () => {
    const read = read999(
      segmentsOf(
        'AK1*HC*501*005010X222A1',
        'CTX*BEFORE ANY ERROR',
        'AK2*837*0001*005010X222A1',
        'CTX*BEFORE THE FIRST ERROR',
        'IK4*1*2*3',
        'IK3*NM1*9*2010*8',
        'CTX*CLM01:HV1009',
        'CTX*SITUATIONAL TRIGGER*CLM*21**5:3',
        'IK4*9:2*67*1*BAD VALUE',
        'IK4*3**7',
        'IK3*SV1*x',
        'UNKNOWN*1',
        'IK5*R*5**I6',
        'AK2*837*0002',
        'IK5*A',
        'AK9*P*2*2*1*1**2',
      ),
    );
    expect(read).toEqual([
      {
        kind: 'transaction',
        transactionType: '837',
        controlNumber: '0001',
        outcome: 'rejected',
        codes: ['5', 'I6'],
        errors: [
          {
            segment: 'NM1',
            position: 9,
            loop: '2010',
            code: '8',
            contexts: [{ name: 'CLM01', value: 'HV1009' }, { name: 'SITUATIONAL TRIGGER' }],
            elements: [
              { position: '9', component: '2', reference: '67', code: '1', value: 'BAD VALUE' },
              { position: '3', code: '7' },
            ],
          },
          { segment: 'SV1', position: 0, contexts: [], elements: [] },
        ],
      },
      { kind: 'transaction', transactionType: '837', controlNumber: '0002', outcome: 'accepted', codes: [], errors: [] },
      {
        kind: 'group',
        functionalId: 'HC',
        controlNumber: '501',
        outcome: 'partially_accepted',
        included: 2,
        received: 2,
        accepted: 1,
        codes: ['1', '2'],
      },
    ]);
  });
  it('reads a 997’s AK5, an answer without its AK2, and counts that are none', () => {
    expect(read999(segmentsOf('AK5*E', 'AK9*A*x'))).toEqual([
      {
        kind: 'transaction',
        transactionType: '',
        controlNumber: '',
        outcome: 'accepted_with_errors',
        codes: [],
        errors: [],
      },
      {
        kind: 'group',
        functionalId: '',
        controlNumber: '',
        outcome: 'accepted',
        included: 0,
        received: 0,
        accepted: 0,
        codes: [],
      },
    ]);
  });
});

describe('277CA and 277', () => {
  it('gives what each level says, and its lines', () => {
    const read = readStatuses(
      segmentsOf(
        'HL*1**20*1',
        'NM1*AY*2*CLEARWAY*****46*CLEARWAY',
        'TRN*1*SOURCE',
        'HL*2*1*21*1',
        'NM1*41*2*HARBORVIEW*****46*HV',
        'TRN*2*B501',
        'STC*A1:19:PR*20261103*WQ*580.5',
        'QTY*90*1',
        'QTY*AA*x',
        'HL*3*2*19*1',
        'NM1*85*2*HARBORVIEW*****XX*1987654328',
        'QTY*QA*3',
        'QTY*QC*2',
        'HL*4*3*PT',
        'NM1*QC*1*ALDERWICK',
        'TRN*2* HV-1001 ',
        'STC*A2:20:PR*20261103*WQ*310.5******A1:19*A3::41*TAKEN IN',
        'REF*1K*CM26991',
        'REF*D9*HV1001X',
        'DTP*050*D8*20261020',
        'DTP*472*RD8*20261021-20261022',
        'TRN*2*HV-1002',
        'STC*F1:65*20261109**310.5*230*20261110**20261109*EFT881',
        'SVC*HC:99214:25*200.5*150.5',
        'STC*F1:65',
        'REF*FJ*L1',
        'DTP*472*D8*20261023',
        'SVC*HC:J1885*x',
        'REF*1K*LINE',
      ),
    );
    expect(read).toEqual([
      { level: 'source', from: 'clearinghouse', trace: 'SOURCE', statuses: [], lines: [] },
      {
        level: 'receiver',
        from: 'clearinghouse',
        trace: 'B501',
        statuses: [{ category: 'A1', status: '19', entity: 'PR', date: '2026-11-03', action: 'WQ', amountCents: 58050 }],
        acceptedQuantity: 1,
        rejectedQuantity: 0,
        lines: [],
      },
      {
        level: 'claim',
        from: 'clearinghouse',
        trace: 'HV-1001',
        statuses: [
          { category: 'A2', status: '20', entity: 'PR', ...HEAD_OF_STC },
          { category: 'A1', status: '19', ...HEAD_OF_STC },
          { category: 'A3', status: '', entity: '41', ...HEAD_OF_STC },
        ],
        payerClaimNumber: 'CM26991',
        clearinghouseTrace: 'HV1001X',
        serviceFrom: '2026-10-21',
        serviceTo: '2026-10-22',
        lines: [],
      },
      {
        level: 'claim',
        from: 'clearinghouse',
        trace: 'HV-1002',
        statuses: [
          {
            category: 'F1',
            status: '65',
            date: '2026-11-09',
            amountCents: 31050,
            paidCents: 23000,
            paidOn: '2026-11-10',
            checkNumber: 'EFT881',
          },
        ],
        lines: [
          { procedure: '99214', chargeCents: 20050, lineControlNumber: 'L1', statuses: [{ category: 'F1', status: '65' }] },
          { procedure: 'J1885', statuses: [] },
        ],
      },
    ]);
  });
  const HEAD_OF_STC = { date: '2026-11-03', action: 'WQ', amountCents: 31050, text: 'TAKEN IN' };

  it('takes a payer for the source again after a clearinghouse', () => {
    const read = readStatuses(
      segmentsOf('HL*1**20*1', 'NM1*AY*2', 'TRN*1*A', 'HL*2**20*1', 'NM1*PR*2', 'TRN*1*B', 'HL*3*2*22', 'NM1*AY*2', 'TRN*2*C'),
    );
    expect(read.map(({ level, from, trace }) => [level, from, trace])).toEqual([
      ['source', 'clearinghouse', 'A'],
      ['source', 'payer', 'B'],
      ['claim', 'payer', 'C'],
    ]);
  });
  it('says nothing for levels that say nothing, and of segments before any level', () => {
    expect(readStatuses(segmentsOf('STC*A1:19', 'TRN*2*X', 'HL*1**20*1', 'NM1*PR*2', 'HL*2*1*21*1'))).toEqual([]);
  });
});

describe('271', () => {
  it('gives what each level is told', () => {
    const read = read271(
      segmentsOf(
        'BHT*0022*11',
        'HL*1**20*1',
        'NM1*PR*2*COASTLINE*****PI*CM001',
        'AAA*Y**42*R',
        'HL*2*1*21*1',
        'NM1*1P*2*HARBORVIEW*****XX*1987654328',
        'HL*3*2*22*1',
        'TRN*2*HVE1',
        'TRN*2*HVE2',
        'NM1*IL*1*ALDERWICK*****MI* ALD100200 ',
        'DTP*346*D8*20260101',
        'DTP*291*D8*20260231',
        'EB*1*IND*30^98*HM*GOLD PLAN',
        'EB*A*FAM*30**SILVER*23*250.5*.2*P6*3*Y*N*HC:99213',
        'DTP*292*RD8*20260101-20260301',
        'REF*18*H1234',
        'MSG*CALL FIRST',
        'NM1*PRP*2*OTHER PAYER*****PI*OTH',
        'NM1*1P*2',
        'HL*4*3*23*0',
        'NM1*03*1*ALDERWICK',
        'AAA*N**75',
      ),
    );
    expect(read).toEqual([
      { level: 'source', traces: [], rejections: [{ reason: '42', followUp: 'R' }], dates: [], benefits: [] },
      { level: 'receiver', traces: [], rejections: [], dates: [], benefits: [] },
      {
        level: 'subscriber',
        traces: ['HVE1', 'HVE2'],
        memberId: 'ALD100200',
        rejections: [],
        dates: [{ qualifier: '346', from: '2026-01-01', to: '2026-01-01' }, { qualifier: '291' }],
        benefits: [
          {
            information: '1',
            level: 'IND',
            serviceTypes: ['30', '98'],
            insuranceType: 'HM',
            plan: 'GOLD PLAN',
            dates: [],
            references: [],
            messages: [],
            entities: [],
          },
          {
            information: 'A',
            level: 'FAM',
            serviceTypes: ['30'],
            plan: 'SILVER',
            period: '23',
            amountCents: 25050,
            percent: 0.2,
            quantityQualifier: 'P6',
            quantity: 3,
            authorizationRequired: 'Y',
            inNetwork: 'N',
            procedure: '99213',
            dates: [{ qualifier: '292', from: '2026-01-01', to: '2026-03-01' }],
            references: [{ qualifier: '18', value: 'H1234' }],
            messages: ['CALL FIRST'],
            entities: [{ role: 'PRP', name: 'OTHER PAYER', id: 'OTH' }, { role: '1P' }],
          },
        ],
      },
      { level: 'dependent', traces: [], rejections: [{ reason: '75' }], dates: [], benefits: [] },
    ]);
  });
});

describe('the money segments of an 835', () => {
  it.each([
    [
      'BPR*I*216.5*C*ACH*CCP*01*011000015*DA*1*1999999999**01*011000015*DA*9*20261109',
      { amount: 21650, method: 'ACH', date: '2026-11-09' },
    ],
    ['BPR*I*much', { amount: undefined, method: '', date: undefined }],
  ])('%s', (text, expected) => {
    expect(readBpr(one(text))).toEqual(expected);
  });
  it.each([
    [
      'CLP* HV-1 * 1 *310.5*230*20*12* CM26991 *11*1',
      {
        patientControlNumber: 'HV-1',
        status: '1',
        charge: 31050,
        paid: 23000,
        patientResponsibility: 2000,
        payerClaimNumber: 'CM26991',
      },
    ],
    [
      'CLP*HV-1*4*x',
      {
        patientControlNumber: 'HV-1',
        status: '4',
        charge: undefined,
        paid: undefined,
        patientResponsibility: undefined,
        payerClaimNumber: '',
      },
    ],
  ])('%s', (text, expected) => {
    expect(readClp(one(text))).toEqual(expected);
  });
  const triplet = (group: string, carc: string, amount: number | undefined, quantity?: number) => ({
    group,
    carc,
    amount,
    quantity,
  });
  it.each([
    ['CAS*CO*45*30', [triplet('CO', '45', 3000)]],
    ['CAS*PR*1*10*2*2*20.5**3*5*1', [triplet('PR', '1', 1000, 2), triplet('PR', '2', 2050), triplet('PR', '3', 500, 1)]],
    ['CAS*CO*45*30*****97*1', [triplet('CO', '45', 3000), triplet('CO', '97', 100)]],
    ['CAS*CO**5*1', [triplet('CO', '', 500, 1)]],
    ['CAS*CO*45', [triplet('CO', '45', undefined)]],
    ['CAS*CO*45*1*x*2*2*-.5', [triplet('CO', '45', 100), triplet('CO', '2', 200, -0.5)]],
    [
      'CAS*CO*1*1**2*1**3*1**4*1**5*1**6*1*7*TOO*MANY',
      ['1', '2', '3', '4', '5', '6'].map((carc) => triplet('CO', carc, 100, carc === '6' ? 7 : undefined)),
    ],
    ['CAS*CO', []],
  ])('%s', (text, expected) => {
    expect(readCas(one(text))).toEqual(expected);
  });
  it.each([
    [
      'SVC*HC:99214:25::GT:KX:LQ:EXTRA*200.5*150.5**2*HC:99215',
      {
        procedure: '99214',
        modifiers: ['25', 'GT', 'KX'],
        charge: 20050,
        paid: 15050,
        units: 2,
        submittedProcedure: '99215',
      },
    ],
    ['SVC*99214*x', { procedure: '99214', modifiers: [], charge: undefined, paid: undefined, units: 1, submittedProcedure: '' }],
    ['SVC', { procedure: '', modifiers: [], charge: undefined, paid: undefined, units: 1, submittedProcedure: '' }],
    ['SVC*AD:D2392*1*1**0', { procedure: 'D2392', modifiers: [], charge: 100, paid: 100, units: 0, submittedProcedure: '' }],
    ['SVC*AD:D2392*1*1**1.5', { procedure: 'D2392', modifiers: [], charge: 100, paid: 100, units: 1.5, submittedProcedure: '' }],
  ])('%s', (text, expected) => {
    expect(readSvc(one(text))).toEqual(expected);
  });
  it('remarks of MOA and MIA', () => {
    expect(readMoaRemarks(one('MOA*1*2*MA01**N3*N4*N5*6'))).toEqual(['MA01', 'N3', 'N4', 'N5']);
    expect(readMiaRemarks(one('MIA*1****M5*6*7*8*9*10*11*12*13*14*15*16*17*18*19*M20**M22*M23*24'))).toEqual([
      'M5',
      'M20',
      'M22',
      'M23',
    ]);
  });
  it.each([
    ['PLB*1*20261231*WO:CM26500*5', [{ code: 'WO', reference: 'CM26500', amount: 500 }]],
    [
      'PLB*1*20261231*WO:A:B*5*L6*-1.5**2*FB',
      [
        { code: 'WO', reference: 'A:B', amount: 500 },
        { code: 'L6', reference: '', amount: -150 },
        { code: '', reference: '', amount: 200 },
        { code: 'FB', reference: '', amount: undefined },
      ],
    ],
    [
      'PLB*1*20261231*A*1*B*2*C*3***E*5*F*6*G*7',
      [
        { code: 'A', reference: '', amount: 100 },
        { code: 'B', reference: '', amount: 200 },
        { code: 'C', reference: '', amount: 300 },
        { code: 'E', reference: '', amount: 500 },
        { code: 'F', reference: '', amount: 600 },
      ],
    ],
    ['PLB*1*20261231', []],
  ])('%s', (text, expected) => {
    expect(readPlb(one(text))).toEqual(expected);
  });
});
