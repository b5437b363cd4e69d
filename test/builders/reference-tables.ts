import type { AddOnTable, Icd10CmTable, MpfsRow, MueRow, PtpEdit, ReferenceTables, TableGap } from '../../shared/coding/tables';
import type { TableVersion } from '../../shared/kernel/effective-dated';
import { plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';

// Small tables in memory, valid by default: what a case needs besides, it states.

/** From here on the small tables answer; before it they are not in force. */
export const TABLES_FROM = plainDateOf('2023-10-01');

const versionOn =
  (name: string) =>
  (on: PlainDate): TableVersion | undefined =>
    on < TABLES_FROM ? undefined : { name, version: 'test', effectiveFrom: TABLES_FROM };

/** Code → window; open on both sides where null. */
type Window = readonly [from: string | null, to: string | null];
const ALWAYS: Window = [null, null];

const within = ([from, to]: Window, on: PlainDate): boolean => (from === null || from <= on) && (to === null || on <= to);

const BILLABLE: Readonly<Record<string, Window>> = {
  ...Object.fromEntries(
    (
      'I10 I50.22 I50.23 J44.1 E11.9 E11.65 E11.40 E78.5 Z00.00 Z00.129 Z23 Z13.31 Z71.89 S61.411A S80.01XA W19.XXXA M17.11 M17.12 M17.9 ' +
      'M17.10 M25.561 M25.562 M25.511 L57.0 J02.9 R07.9 E53.8 B35.1 H61.21 H61.22 H61.23 Z12.4 F17.210 M54.50 R05.9 J18.9 L03.115 K02.9 Z48.89'
    )
      .split(' ')
      .map((code) => [code, ALWAYS]),
  ),
  G35: [null, '2025-09-30'],
  'G35.A': ['2025-10-01', null],
  'E11.A': ['2025-10-01', null],
  'I42.0': [null, '2026-09-30'],
  'I42.00': ['2026-10-01', null],
};
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'M54.5': ['M54.50', 'M54.51', 'M54.59'],
  E11: ['E11.40', 'E11.65', 'E11.9'],
  'S52.5': Array.from({ length: 13 }, (_, i) => `S52.5${String.fromCharCode(65 + i)}`),
  'S52.6': Array.from({ length: 12 }, (_, i) => `S52.6${String.fromCharCode(65 + i)}`),
  'S61.411': ['S61.411A', 'S61.411D', 'S61.411S'],
};

export const icd10Cm: Icd10CmTable = {
  versionOn: versionOn('icd-10-cm'),
  lookUp: (code, on) => {
    if (on < TABLES_FROM) return gap('icd-10-cm', 'not-in-force');
    const window = BILLABLE[code];
    if (window !== undefined) return { status: within(window, on) ? 'billable' : 'not-in-force' };
    const children = HEADERS[code];
    return children === undefined ? { status: 'unknown' } : { status: 'header', children };
  },
  sideOf: (code) =>
    ({ 'M17.11': 'right', 'M17.12': 'left', 'M17.10': 'unspecified', 'M25.561': 'right', 'M25.562': 'left' })[code] as
      'right' | 'left' | 'unspecified' | undefined,
  sidedSiblings: () => [],
};

/** code, status, PC/TC indicator, global days, bilateral indicator. */
type Mpfs = readonly [code: string, status: string, pcTc: string, globalDays: string, bilateral: string];
const MPFS: readonly Mpfs[] = [
  ...'99202 99203 99204 99205 99211 99212 99213 99214 99215 99223 99284 99285 99291 99396 99345 99350'
    .split(' ')
    .map((code): Mpfs => [code, 'A', '0', 'XXX', '0']),
  ['10060', 'A', '0', '010', '0'],
  ['12001', 'A', '0', '000', '0'],
  ['17000', 'A', '0', '010', '0'],
  ['17003', 'A', '0', 'ZZZ', '0'],
  ['20552', 'A', '0', '000', '0'],
  ['20610', 'A', '0', '000', '1'],
  ['25600', 'A', '0', '090', '1'],
  ['27447', 'A', '0', '090', '1'],
  ['36415', 'X', '9', 'XXX', '9'],
  ['69210', 'A', '0', '000', '2'],
  ['71046', 'A', '1', 'XXX', '0'],
  ['73030', 'A', '1', 'XXX', '3'],
  ['81002', 'X', '9', 'XXX', '9'],
  ['87880', 'X', '9', 'XXX', '9'],
  ['90471', 'A', '5', 'XXX', '0'],
  ['90472', 'A', '5', 'ZZZ', '0'],
  ['91318', 'X', '9', 'XXX', '9'],
  ['92250', 'A', '1', 'XXX', '2'],
  ['93000', 'A', '4', 'XXX', '0'],
  ['96372', 'A', '5', 'XXX', '0'],
  ...(
    '97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97129 97140 97530 97533 97535 97537 97542 ' +
    '97750 97755 97760 97761 97763'
  )
    .split(' ')
    .map((code): Mpfs => [code, 'A', '7', 'XXX', '0']),
];

const mpfsRows = new Map<string, MpfsRow>(
  MPFS.map(([code, status, pcTc, globalDays, bilateral]) => [
    code,
    {
      code,
      modifier: '',
      status,
      pcTc,
      globalDays,
      multipleProcedure: '0',
      bilateral,
      assistant: '9',
      coSurgeon: '9',
      team: '9',
    },
  ]),
);

/** column 1, column 2, indicator, from, to (null open). Windows as in the real edits (fact sheet ncci). */
type Ptp = readonly [column1: string, column2: string, indicator: 0 | 1, from: string, to: string | null];
const PTP: readonly Ptp[] = [
  ...['99212', '99213', '99214', '99215'].flatMap((visit): Ptp[] => [
    ['96372', visit, 1, '2006-01-01', null],
    ['20610', visit, 1, '2020-10-01', null],
    ['12001', visit, 1, '2020-10-01', null],
    ['10060', visit, 1, '2020-10-01', null],
    ['90471', visit, 1, '2020-10-01', null],
  ]),
  ['96372', '99211', 0, '2006-01-01', null],
  ['36415', '99211', 1, '2020-10-01', null],
  ['93000', '99211', 1, '2020-10-01', null],
  ['G0008', '99211', 0, '2020-10-01', '2021-09-30'],
  ['G0008', '99211', 1, '2021-10-01', null],
  ['87880', '99214', 1, '2026-01-01', '2026-06-30'],
];

const ptpByPair = new Map<string, Ptp[]>();
for (const row of PTP) ptpByPair.set(`${row[0]}|${row[1]}`, [...(ptpByPair.get(`${row[0]}|${row[1]}`) ?? []), row]);

const gap = (table: string, reason: TableGap['reason']): TableGap => ({ kind: 'table-gap', table, reason });
const notBefore =
  <T>(table: string, answer: () => T) =>
  (on: PlainDate): T | TableGap =>
    on < TABLES_FROM ? gap(table, 'not-in-force') : answer();

/** HCPCS Level II codes of the small list; G2012 ended when 98016 came. */
const HCPCS = new Set(
  'G0008 G0009 G0010 G0101 G0316 G0317 G0318 G0402 G0438 G0439 G0444 G2211 G2212 J0696 J1885 J3301 J3420 Q0091 Q5101'.split(' '),
);

/** Tables with rows enough for the rules; `over` puts others in their place. */
export function referenceTables(over: Partial<ReferenceTables> = {}): ReferenceTables {
  const noMue: MueRow | undefined = undefined;
  const noAddOn: ReturnType<AddOnTable['lookUp']> = undefined;
  return {
    icd10Cm,
    hcpcs: {
      versionOn: versionOn('hcpcs'),
      lookUp: (code, on) => {
        if (code === 'G2012') return on <= '2024-12-31' ? 'active' : 'not-in-force';
        return HCPCS.has(code) ? 'active' : 'unknown';
      },
    },
    mpfs: {
      versionOn: versionOn('mpfs'),
      lookUp: (code, on) => notBefore('mpfs', () => mpfsRows.get(code))(on),
    },
    placeOfService: {
      versionOn: versionOn('pos'),
      lookUp: (code) => ({ facility: ['02', '19', '21', '22', '23', '24', '31'].includes(code) }),
    },
    ptp: {
      versionOn: versionOn('ncci-ptp-practitioner'),
      lookUp: (column1, column2, on) =>
        notBefore('ncci-ptp-practitioner', (): PtpEdit | undefined => {
          const row = ptpByPair.get(`${column1}|${column2}`)?.find(([, , , from, to]) => within([from, to], on));
          return row && { column1, column2, modifierIndicator: row[2], effectiveFrom: plainDateOf(row[3]) };
        })(on),
    },
    mue: { versionOn: versionOn('ncci-mue-practitioner'), lookUp: () => noMue },
    addOn: { versionOn: versionOn('ncci-add-on'), lookUp: () => noAddOn },
    lcdArticles: { versionOn: versionOn('lcd-articles'), lookUp: () => [] },
    ...over,
  };
}

/** A table that was never loaded. */
export const notLoaded = (table: string): { versionOn: () => undefined; lookUp: () => TableGap } => ({
  versionOn: () => undefined,
  lookUp: () => gap(table, 'not-loaded'),
});
