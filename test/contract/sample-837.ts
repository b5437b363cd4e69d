/** A small professional claim as our writer lays it out: one subscriber, one claim, invented people. */
export interface SampleClaim {
  readonly claimId: string;
  readonly memberId?: string;
  readonly patient?: readonly [last: string, first: string];
  readonly dateOfService?: string;
  readonly renderingNpi?: string;
  readonly payerId?: string;
  readonly filing?: string;
  readonly lines?: readonly (readonly [code: string, charge: string])[];
}

export function sample837(claim: SampleClaim): string {
  const lines = claim.lines ?? [['99213', '150']];
  const total = lines.reduce((sum, [, charge]) => sum + Number(charge), 0);
  const [last, first] = claim.patient ?? ['FLUMBERT', 'OSWIN'];
  const body = [
    'ST*837*0001*005010X222A1',
    'BHT*0019*00*1*20261120*0930*CH',
    'NM1*41*2*WOBBLEBROOK*****46*SENDER',
    'PER*IC*BILLING*TE*6145550100',
    'NM1*40*2*CLAIM.MD*****46*CLAIMMD',
    'HL*1**20*1',
    'NM1*85*2*WOBBLEBROOK*****XX*1987654328',
    'N3*12 QUILLFEATHER LANE',
    'N4*PLOVERTON*OH*432150001',
    'REF*EI*123456789',
    'HL*2*1*22*0',
    `SBR*P*18*******${claim.filing ?? 'CI'}`,
    `NM1*IL*1*${last}*${first}****MI*${claim.memberId ?? 'ABC123456789'}`,
    'N3*1 ELSEWHERE',
    'N4*PLOVERTON*OH*43215',
    'DMG*D8*19700101*M',
    `NM1*PR*2*COMMERCIAL ONE*****PI*${claim.payerId ?? 'COM1'}`,
    `CLM*${claim.claimId}*${total}***11:B:1*Y*A*Y*Y`,
    `REF*D9*${claim.claimId}`,
    'HI*ABK:I10',
    `NM1*82*1*GROBBENHAUSER*THISTLEWYN****XX*${claim.renderingNpi ?? '1234567893'}`,
    ...lines.flatMap(([code, charge], index) => [
      `LX*${index + 1}`,
      `SV1*HC:${code}*${charge}*UN*1***1`,
      `DTP*472*D8*${claim.dateOfService ?? '20261120'}`,
      `REF*6R*L${index + 1}`,
    ]),
  ];
  return (
    [
      'ISA*00*          *00*          *ZZ*SENDER         *ZZ*CLAIMMD        *261120*0930*^*00501*000000001*0*T*:',
      'GS*HC*SENDER*CLAIMMD*20261120*0930*1*X*005010X222A1',
      ...body,
      `SE*${body.length + 1}*0001`,
      'GE*1*1',
      'IEA*1*000000001',
    ].join('~') + '~'
  );
}
