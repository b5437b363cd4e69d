import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cents, ZERO_CENTS } from '../../shared/kernel/money';
import { plainDateOf, type Instant } from '../../shared/kernel/plain-date';
import { renderEndOfDay, suggestedAction, type EndOfDayCounts } from '../../shared/notifications/end-of-day';

const NONE = { count: 0, cents: ZERO_CENTS };

const aBusyDay: EndOfDayCounts = {
  practiceName: 'Wobblebrook Family Practice',
  date: plainDateOf('2026-11-20'),
  autoCoded: 31,
  submitted: 30,
  accepted: 28,
  withWarnings: 4,
  manualReview: { count: 12, cents: cents(184_050), oldestHours: 9 },
  remittedCents: cents(311_275),
  denials: { count: 3, cents: cents(48_000) },
  topDenialReason: { reason: 'CO-50', count: 2 },
  firstPassRate30Days: 0.9416,
  averageCodingLagHours: 0.25,
  awaitingReconciliation: { count: 1, cents: cents(15_000), oldestHours: 3 },
  timelyFiling: NONE,
  unmatchedRemittances: { count: 1, cents: cents(8_750), oldestHours: 5 },
  deadLetters: 0,
  staleTables: [],
  auditCheckpoint: { number: 7, rootHash: '9f86d081884c7d659a2feaa0c55ad015', at: '2026-11-20T23:00:00.000Z' as Instant },
  usual: { submitted: 27, denials: 3, manualReview: 14 },
};

const aFirstDay: EndOfDayCounts = {
  practiceName: 'Quill & <Daughters> "Dental"',
  date: plainDateOf('2026-11-20'),
  autoCoded: 0,
  submitted: 0,
  accepted: 0,
  withWarnings: 0,
  manualReview: NONE,
  remittedCents: ZERO_CENTS,
  denials: NONE,
  awaitingReconciliation: NONE,
  timelyFiling: NONE,
  unmatchedRemittances: NONE,
  deadLetters: 2,
  staleTables: ['mpfs', '<script>'],
};

const golden = (name: string): string => readFileSync(join(__dirname, '..', 'golden', 'notifications', name), 'utf8');

describe('end-of-day mail', () => {
  it.each([
    ['busy-day', aBusyDay],
    ['first-day', aFirstDay],
  ])('%s as text, HTML and JSON', (name, counts) => {
    const mail = renderEndOfDay(counts);
    expect(mail.text).toBe(golden(`${name}.txt`));
    expect(mail.html).toBe(golden(`${name}.html`));
    expect(JSON.stringify(mail.json, null, 2)).toBe(golden(`${name}.json`).trimEnd());
  });

  it('begins with the eleven lines of the source guide, in its order', () => {
    expect(
      renderEndOfDay(aBusyDay)
        .json.lines.slice(0, 11)
        .map(({ name }) => name),
    ).toEqual([
      'auto_coded',
      'submitted',
      'accepted',
      'with_warnings',
      'manual_review',
      'remitted',
      'denials',
      'top_denial_reason',
      'suggested_action',
      'first_pass_rate',
      'coding_lag',
    ]);
  });

  it('lets no markup of a name or a code through', () => {
    const { html } = renderEndOfDay(aFirstDay);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<Daughters>');
    expect(html).toContain('Quill &#38; &#60;Daughters&#62; &#34;Dental&#34;');
  });

  it('suggests where the most money waits, and of equal sums what spoils soonest', () => {
    expect(suggestedAction(aBusyDay)).toBe('answer the review queue (12, $1,840.50)');
    const limit = { count: 1, cents: cents(184_050) };
    expect(suggestedAction({ ...aBusyDay, timelyFiling: limit })).toBe(
      'file the claims whose payer limit is near (1, $1,840.50)',
    );
    expect(suggestedAction(aFirstDay)).toBe('none');
  });
});
