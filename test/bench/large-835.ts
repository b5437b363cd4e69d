import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes one 835 with a single ST of at least so many bytes, balanced at every level; gives the number of its claims. */
export function writeLarge835(path: string, bytes: number): number {
  const file = openSync(path, 'w');
  let written = 0;
  let claims = 0;
  let segments = 3;
  const put = (text: string): void => {
    written += writeSync(file, text);
  };
  const size = claimText(0).length;
  const count = Math.ceil(bytes / size);
  put(`ISA*00*          *00*          *ZZ*BRAMBLE        *ZZ*FOXGLOVE       *261120*0815*^*00501*000000204*0*P*:~`);
  put(`GS*HP*BRAMBLE*FOXGLOVE*20261120*0815*204*X*005010X221A1~ST*835*0001~`);
  put(`BPR*I*${count * 120}*C*ACH*CCP*01*044000037*DA*1122*1234567890**01*044000024*DA*9988*20261123~TRN*1*EFT-1*1234567890~`);
  put('N1*PR*BRAMBLEGATE HEALTH~N1*PE*FOXGLOVE FAMILY PRACTICE*XX*1987654328~LX*1~');
  segments += 5;
  let block = '';
  while (claims < count) {
    block += claimText(claims++);
    segments += SEGMENTS_A_CLAIM;
    if (block.length > 1 << 20 || claims === count) {
      put(block);
      block = '';
    }
  }
  put(`SE*${segments - 1}*0001~GE*1*204~IEA*1*000000204~`);
  closeSync(file);
  return written > 0 ? claims : 0;
}

const SEGMENTS_A_CLAIM = 12;

const claimText = (number: number): string =>
  `CLP*V-${String(number).padStart(9, '0')}*1*200*120*40*12*ICN${number}*11*1~NM1*QC*1*WEXCOMBE*BARNABY****MI*ABC123456789~` +
  'SVC*HC:99214:25*150*90**1~DTM*472*20261005~CAS*CO*45*30~CAS*PR*2*30~REF*6R*L1~' +
  'SVC*HC:J3301*50*30**4~DTM*472*20261005~CAS*CO*45*10**253*0~CAS*PR*2*10~REF*6R*L2~';
