import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import file from '../../infra/local/default-day.json';
import { buildStack, newFolder, startStack, type Run } from './local-stack';

const DAY = '2026-11-20';

/** How each story of default-day.json ends, the clearinghouse and the payers included; every other is paid. */
const ENDS: Readonly<Record<string, string>> = {
  'a diagnosis in words nobody mapped': 'held F001',
  'second visit of the same day, signed later': 'held D008',
  'neither MDM nor minutes': 'held F003',
  'uninsured, said so': 'not_billable SELF_PAY',
  'no insurance on file': 'held F008',
  'rejected by the clearinghouse': 'rejected 1001 ins_number',
  'denied: medical necessity': 'denied CO-50',
  'paid in part': 'partially_paid',
  'a procedure nobody mapped': 'held F002',
  'stated level and stated elements disagree': 'held F004',
  'billed as new, seen a year and a half ago': 'held D009',
  'a preventive visit Medicare does not cover': 'held C010',
  'the answer is lost and so is the claim': 'awaiting_reconciliation NOT_FOUND_AFTER_GRACE',
  'reopened and signed again with another level': 'held RESIGNED',
  'the note after it was reopened': 'held RESIGNED',
  'paid, then taken back whole': 'reversed REVERSED',
  'accepted, and rejected by the payer hours later': 'rejected 2021 ins_number',
  'a diagnosis code retired five years ago': 'held C005',
  'a provider the payer has not enrolled': 'held B006',
  'joint injection, nothing attested': 'held D010',
  'accepted, not paid yet': 'accepted',
  'paid in part, two lines': 'partially_paid',
  'the answer is lost, and the payer denies': 'denied CO-197',
};

const traced = (run: Run, name: string): readonly string[] =>
  readFileSync(join(run.folder, 'trace', `${name}.ndjson`), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

describe('the default day', () => {
  beforeAll(buildStack);

  it('ends as each story says, with 0 and one mail; run again on the same data it sends nothing and says the same', async () => {
    const folder = newFolder();
    const first = await startStack(folder, ['--once', '--day', DAY]);
    expect([await first.exit, first.output().match(/Not right.*/g)]).toEqual([0, null]);
    const summary = first.summary();
    const ended = new Map(summary.visits.map((visit) => [visit.encounter_id, `${visit.state} ${visit.reason ?? ''}`.trim()]));
    const found = Object.fromEntries(file.visits.map(({ story, encounter }) => [story, ended.get(encounter.encounter_id)]));
    expect(found).toEqual(Object.fromEntries(file.visits.map(({ story }) => [story, ENDS[story] ?? 'paid'])));
    expect(ended.size).toBeGreaterThanOrEqual(40);
    expect(summary.clearinghouse.claims.filter((claim) => claim.times_received !== 1)).toEqual([]);
    expect(summary.audit.ok).toBe(true);
    expect(traced(first, 'notifications').filter((line) => line.includes('"event":"end-of-day"'))).toHaveLength(1);
    const told = [first.output(), ...['messages', 'notifications', 'audit'].flatMap((name) => traced(first, name))].join('\n');
    expect(summary.canaries.filter((canary) => told.includes(canary))).toEqual([]);

    const again = await startStack(folder, ['--once', '--day', DAY]);
    expect(await again.exit).toBe(0);
    expect(again.summary().visits).toEqual(summary.visits);
    expect(again.summary().clearinghouse).toEqual(summary.clearinghouse);
    expect([traced(again, 'messages'), traced(again, 'notifications')]).toEqual([[], []]);
  }, 300_000);
});
