import { dollarsFromCents, formatDollars, type Cents } from '../kernel/money';
import type { Instant, PlainDate } from '../kernel/plain-date';

/** So many things, worth so much, the oldest waiting so long. */
export interface Waiting {
  readonly count: number;
  readonly cents: Cents;
  /** Whole hours; absent when nothing waits. */
  readonly oldestHours?: number;
}

/** What a day came to: counts and money alone. Nothing here can name a patient. */
export interface EndOfDayCounts {
  readonly practiceName: string;
  readonly date: PlainDate;
  readonly autoCoded: number;
  readonly submitted: number;
  /** Accepted without an error. */
  readonly accepted: number;
  readonly withWarnings: number;
  readonly manualReview: Waiting;
  readonly remittedCents: Cents;
  readonly denials: Waiting;
  /** By group, CARC and RARC, as the payer wrote the codes: 'CO-50'. */
  readonly topDenialReason?: { readonly reason: string; readonly count: number };
  /** Of 0 to 1; absent while there is nothing to divide by. */
  readonly firstPassRate30Days?: number;
  readonly averageCodingLagHours?: number;
  readonly awaitingReconciliation: Waiting;
  /** Fourteen days or less until the payer's limit. */
  readonly timelyFiling: Waiting;
  readonly unmatchedRemittances: Waiting;
  readonly deadLetters: number;
  /** Code tables missing or ended for today. */
  readonly staleTables: readonly string[];
  readonly auditCheckpoint?: { readonly number: number; readonly rootHash: string; readonly at: Instant };
  /** Medians of the same weekday, where there are enough of them. */
  readonly usual?: { readonly submitted?: number; readonly denials?: number; readonly manualReview?: number };
}

/** One mail in the three forms the flows take: JSON for a card, HTML and text for a mail. */
export interface EndOfDayMail {
  readonly subject: string;
  readonly json: {
    readonly date: PlainDate;
    readonly practice: string;
    readonly lines: readonly { readonly name: string; readonly label: string; readonly value: string }[];
    readonly figures: Readonly<Record<string, number | string>>;
  };
  readonly html: string;
  readonly text: string;
}

interface Line {
  /** A stable name for whoever reads the JSON. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** The day's mail. The first eleven lines are those of the source guide, in its order; what a biller must also know follows. */
export function renderEndOfDay(counts: EndOfDayCounts): EndOfDayMail {
  const subject = `Daily Billing Automation Report - ${counts.date}`;
  const lines = [...guideLines(counts), ...furtherLines(counts)];
  return {
    subject,
    json: { date: counts.date, practice: counts.practiceName, lines, figures: figuresOf(counts) },
    html: htmlOf(subject, counts.practiceName, lines),
    text: [subject, counts.practiceName, '', ...lines.map(({ label, value }) => `${label}: ${value}`), ''].join('\n'),
  };
}

function guideLines(counts: EndOfDayCounts): readonly Line[] {
  const { usual, topDenialReason: top } = counts;
  return [
    line('auto_coded', 'Encounters auto-coded', String(counts.autoCoded)),
    line('submitted', 'Claims submitted', compared(counts.submitted, usual?.submitted)),
    line('accepted', 'Claims accepted (no errors)', `${counts.accepted} (${percent(ratio(counts.accepted, counts.submitted))})`),
    line('with_warnings', 'Claims with warnings', String(counts.withWarnings)),
    line('manual_review', 'Claims routed to manual review', compared(counts.manualReview.count, usual?.manualReview)),
    line('remitted', 'ERA payments received', formatDollars(counts.remittedCents)),
    line('denials', 'Denials received', compared(counts.denials.count, usual?.denials)),
    line('top_denial_reason', 'Top denial reason', top === undefined ? 'none' : `${top.reason} (${top.count})`),
    line('suggested_action', 'Suggested action', suggestedAction(counts)),
    line('first_pass_rate', 'First-pass acceptance rate (30-day rolling)', percent(counts.firstPassRate30Days)),
    line('coding_lag', 'Average coding lag', hours(counts.averageCodingLagHours)),
  ];
}

function furtherLines(counts: EndOfDayCounts): readonly Line[] {
  const { auditCheckpoint: checkpoint, staleTables } = counts;
  return [
    line('awaiting_reconciliation', 'Claims whose arrival is not known yet', waiting(counts.awaitingReconciliation)),
    line('review_queue', 'Waiting for a person', waiting(counts.manualReview)),
    line('timely_filing', 'Filing limit within 14 days', waiting(counts.timelyFiling)),
    line('unmatched_remittances', 'Payments that match no claim', waiting(counts.unmatchedRemittances)),
    line('dead_letters', 'Messages that failed for good', String(counts.deadLetters)),
    line('code_tables', 'Code tables', staleTables.length === 0 ? 'all in force' : `missing or ended: ${staleTables.join(', ')}`),
    line(
      'audit_checkpoint',
      'Audit checkpoint',
      checkpoint === undefined ? 'none yet' : `${checkpoint.number}, ${checkpoint.rootHash.slice(0, 16)}`,
    ),
  ];
}

const line = (name: string, label: string, value: string): Line => ({ name, label, value });

/** What to do first: where the most money waits; of equal sums the one that spoils soonest. */
export function suggestedAction(counts: EndOfDayCounts): string {
  const candidates: readonly (readonly [Waiting, string])[] = [
    [counts.timelyFiling, 'file the claims whose payer limit is near'],
    [counts.awaitingReconciliation, 'find out whether the unanswered claims arrived'],
    [counts.denials, 'work the denials'],
    [counts.manualReview, 'answer the review queue'],
    [counts.unmatchedRemittances, 'match the open payments'],
  ];
  const open = candidates.filter(([waits]) => waits.count > 0);
  const first = open.reduce<(typeof open)[number] | undefined>(
    (best, next) => (best === undefined || next[0].cents > best[0].cents ? next : best),
    undefined,
  );
  return first === undefined ? 'none' : `${first[1]} (${first[0].count}, ${formatDollars(first[0].cents)})`;
}

const ratio = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

const percent = (share: number | undefined): string => (share === undefined ? 'no figure yet' : `${(share * 100).toFixed(1)}%`);

const hours = (value: number | undefined): string => (value === undefined ? 'no figure yet' : `${value.toFixed(1)} hours`);

/** Arrows in words: a mail is read aloud too. */
function compared(count: number, usual: number | undefined): string {
  if (usual === undefined) return String(count);
  if (count === usual) return `${count} (as usual)`;
  return `${count} (${count > usual ? 'up' : 'down'} ${Math.abs(count - usual)})`;
}

function waiting({ count, cents, oldestHours }: Waiting): string {
  if (count === 0) return 'none';
  return `${count}, ${formatDollars(cents)}${oldestHours === undefined ? '' : `, oldest ${oldestHours} hours`}`;
}

const figuresOf = (counts: EndOfDayCounts): Readonly<Record<string, number | string>> => ({
  auto_coded: counts.autoCoded,
  submitted: counts.submitted,
  accepted: counts.accepted,
  with_warnings: counts.withWarnings,
  manual_review: counts.manualReview.count,
  remitted: dollarsFromCents(counts.remittedCents),
  denials: counts.denials.count,
  denied: dollarsFromCents(counts.denials.cents),
  awaiting_reconciliation: counts.awaitingReconciliation.count,
  timely_filing: counts.timelyFiling.count,
  unmatched_remittances: counts.unmatchedRemittances.count,
  dead_letters: counts.deadLetters,
});

/** One table, no style sheet, no image, nothing fetched: mail programs differ. */
function htmlOf(subject: string, practiceName: string, lines: readonly Line[]): string {
  const rows = lines.map(
    ({ label, value }) => `<tr><th scope="row" align="left">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  );
  return [
    '<!DOCTYPE html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    `<body><h1>${escaped(subject)}</h1><p>${escaped(practiceName)}</p>`,
    '<table>',
    ...rows,
    '</table></body></html>',
    '',
  ].join('\n');
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
