import type { PlainDate } from '../kernel/plain-date';
import { plainDateOf } from '../kernel/plain-date';

// CPT appendix A and HCPCS Level II modifiers (codes only; em-coding §6, icd10-hcpcs §2). An imported HCPCS file decides "in force"
// for those it holds; this list decides "known" for the rest and carries the ends we know.
const KNOWN = new Set(
  (
    '22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99 1P 2P 3P 8P ' +
    'A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AD AE AF AG AH AI AJ AK AM AO AP AQ AR AS AT AU AV AW AX AY AZ BA BL BO BP BR BU CA CB CC CG CO CQ CR CS CT ' +
    'DA E1 E2 E3 E4 EA EB EC ED EE EJ EM EP ER ET EX EY F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FB FC FP FQ FR FS FT FX FY ' +
    'G0 G1 G2 G3 G4 G5 G6 G7 G8 G9 GA GB GC GE GF GG GH GJ GK GL GM GN GO GP GQ GR GS GT GU GV GW GX GY GZ H9 HA HB HC HD HE HF HG HH HI HJ HK ' +
    'HL HM HN HO HP HQ HR HS HT HU HV HW HX HY HZ J1 J2 J3 J4 J5 JA JB JC JD JE JF JG JK JL JW JZ K0 K1 K2 K3 K4 KA KB KC KD KE KF KG KH KI KJ KK ' +
    'KL KM KN KO KP KQ KR KS KT KU KV KW KX KY KZ L1 LC LD LL LM LR LS LT LU M2 MA MB MC MD ME MF MG MH MS N1 N2 N3 NB NR NU ' +
    'P1 P2 P3 P4 P5 P6 PA PB PC PD PI PL PM PN PO PS PT Q0 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 QA QB QC QD QE QF QG QH QJ QK QL QM QN QP QQ QR QS QT QW ' +
    'QX QY QZ RA RB RC RD RE RI RR RT SA SB SC SD SE SF SG SH SJ SK SL SM SN SQ SS ST SU SV SW SY SZ ' +
    'T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TB TC TD TE TF TG TH TJ TK TL TM TN TP TQ TR TS TT TU TV TW U1 U2 U3 U4 U5 U6 U7 U8 U9 UA UB UC UD UE UF UG UH ' +
    'UJ UK UN UP UQ UR US V1 V2 V3 V4 V5 V6 V7 V8 V9 VM VP X1 X2 X3 X4 X5 XE XP XS XU ZA ZB ZC'
  ).split(' '),
);

/** Last days: icd10-hcpcs §2 (JG, GD), CMS HCPCS quarterly files. */
const ENDED: Readonly<Record<string, PlainDate>> = {
  JG: plainDateOf('2024-12-31'),
  GD: plainDateOf('2019-12-31'),
};

/** What our own list says of a modifier on a date. */
export function modifierStatus(modifier: string, on: PlainDate): 'active' | 'ended' | 'unknown' {
  const end = ENDED[modifier];
  if (end !== undefined) return on <= end ? 'active' : 'ended';
  return KNOWN.has(modifier) ? 'active' : 'unknown';
}

/** Two of one group never stand on one line (scrubbing C004; em-coding §5, §6). */
export const MUTUALLY_EXCLUSIVE: readonly (readonly string[])[] = [
  ['26', 'TC'],
  ['LT', 'RT'],
  ['50', 'LT'],
  ['50', 'RT'],
  ['95', '93', 'GT', 'GQ'],
  ['GA', 'GZ'],
  ['GY', 'GZ'],
  ['59', 'XE', 'XS', 'XP', 'XU'],
  ['76', '77'],
  ['GV', 'GW'],
  ['JW', 'JZ'],
  ['Q5', 'Q6'],
];

export const TELEHEALTH_MODIFIERS: ReadonlySet<string> = new Set(['95', '93', 'GT', 'GQ', 'FQ']);
export const ASSISTANT_MODIFIERS: ReadonlySet<string> = new Set(['80', '81', '82', 'AS']);
export const ANESTHESIA_MODIFIERS: ReadonlySet<string> = new Set(['AA', 'AD', 'QK', 'QX', 'QY', 'QZ']);
export const PHYSICAL_STATUS_MODIFIERS: ReadonlySet<string> = new Set(['P1', 'P2', 'P3', 'P4', 'P5', 'P6']);
export const THERAPY_PLAN_MODIFIERS: ReadonlySet<string> = new Set(['GP', 'GO', 'GN']);
/** A service repeated on purpose, or distinct: no duplicate of the one before. */
export const REPEAT_MODIFIERS: ReadonlySet<string> = new Set(['59', 'XE', 'XS', 'XP', 'XU', '76', '77', '91']);
