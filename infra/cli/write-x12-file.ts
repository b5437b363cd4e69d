import { defaultEnvelope, writeClaims, type ClaimEnvelope } from '../../shared/claim/write-837/write-claims';
import type { ClaimFault } from '../../shared/claim/write-837/carrier';
import type { Claim } from '../../shared/claim/claim';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import type { Finding } from '../../shared/kernel/finding';
import { plainDate } from '../../shared/kernel/plain-date';
import type { Result } from '../../shared/kernel/result';
import { parseClaimBody } from '../../shared/messages/claim-body';
import { scrubClaim } from '../../shared/scrubbing/scrub';
import type { CodingBasis } from '../../shared/workflow/code-visit';
import { codingBasis, type BasisOptions } from './coding-basis';
import { parseRecords, readTextFile, UsageError } from './command';
import { mapWithProgress } from './progress';

export interface WriteOptions extends BasisOptions {
  readonly usage?: string;
  readonly sender?: string;
  readonly receiver?: string;
  readonly controlNumber?: string;
  readonly at?: string;
  readonly unchecked?: true;
}

/** One line of a refusal. */
interface Detail {
  readonly claim_id: string | null;
  readonly path: string;
  readonly id?: string;
  readonly message: string;
}

/** All claims of a file as one interchange, or the refusal with every fault. Options that make no sense are a UsageError. */
export async function writeX12File(file: string, options: WriteOptions): Promise<string | { readonly error: unknown }> {
  const records = await claimRecords(file);
  const basis = await codingBasis(options);
  const envelope = envelopeOf(options, basis.rules);
  const { claims, refused } = parseAll(records);
  const unchecked = options.unchecked === true;
  const x12 = writeClaims(claims, envelope, { unchecked });
  if (refused.length > 0)
    return refusal('claim-invalid', 'The file holds claims that are not of the published shape.', [
      ...refused,
      ...(unchecked ? [] : faultsOf(claims, x12, basis)),
    ]);
  const details = unchecked ? [] : faultsOf(claims, x12, basis);
  if (x12.ok && details.length === 0) return x12.value;
  return refusal('claim-unwritable', 'Claims with errors of families A and B are not written.', details);
}

/** What the writer cannot carry, then what the edits of families A and B find beside it. */
function faultsOf(
  claims: readonly Claim[],
  x12: Result<string, readonly ClaimFault[]>,
  { rules, tables, asOf }: CodingBasis,
): readonly Detail[] {
  const faults = x12.ok ? [] : x12.error;
  const found = mapWithProgress(claims, 'claims checked', (claim) =>
    scrubClaim(claim, rules, tables, asOf)
      .findings.filter((finding) => stopsWriting(finding) && !alreadySaid(claim, finding, faults))
      .map((finding) => detailOf(claim, finding)),
  ).flat();
  return [...faults.map(({ claimId, path, id, message }) => ({ claim_id: claimId, path, id, message })), ...found];
}

const refusal = (code: string, message: string, details: readonly Detail[]) => ({ error: { code, message, details } });

async function claimRecords(file: string): Promise<readonly unknown[]> {
  const parsed = parseRecords(await readTextFile(file));
  if (parsed.kind === 'not-json') throw new UsageError(`${file} is no JSON (line ${parsed.line})`);
  if (parsed.records.length === 0) throw new UsageError(`${file} holds no claim`);
  return parsed.records;
}

function parseAll(records: readonly unknown[]): { readonly claims: readonly Claim[]; readonly refused: readonly Detail[] } {
  const claims: Claim[] = [];
  const refused: Detail[] = [];
  for (const record of records) {
    const parsed = parseClaimBody(record);
    if (parsed.ok) claims.push(parsed.value);
    else refused.push(...parsed.error.map(({ path, message }) => ({ claim_id: claimIdOf(record), path, message })));
  }
  return { claims, refused };
}

/** The id of a refused claim, when it is one: nothing else of it is repeated. */
function claimIdOf(record: unknown): string | null {
  const id = typeof record === 'object' && record !== null ? (record as { claim_id?: unknown }).claim_id : undefined;
  return typeof id === 'string' && /^[A-Z0-9-]{1,20}$/.test(id) ? id : null;
}

const stopsWriting = (finding: Finding): boolean => finding.severity === 'error' && /^[AB]/.test(finding.id);

const detailOf = (claim: Claim, finding: Finding): Detail => ({
  claim_id: claim.claimId,
  path: pathOf(finding),
  id: finding.id,
  message: finding.message,
});

/** The field that the finding names, else its line, else the claim as a whole. */
function pathOf({ message, lines }: Finding): string {
  const field = /^[a-z][a-z_]*(?:\.[a-z0-9_]+)+|^[a-z]+(?:_[a-z]+)+/.exec(message)?.[0];
  return field ?? (lines[0] === undefined ? '' : `service_lines.${lines[0] - 1}`);
}

/** The writer and the edits may see the same fault: it is said once, by the writer, who names the field. */
function alreadySaid(claim: Claim, finding: Finding, faults: readonly ClaimFault[]): boolean {
  const path = pathOf(finding);
  return faults.some(
    (fault) =>
      fault.claimId === claim.claimId &&
      fault.id === finding.id &&
      (path === '' || fault.path === path || fault.path.startsWith(`${path}.`)),
  );
}

function envelopeOf(options: WriteOptions, rules: PracticeRules): ClaimEnvelope {
  const { usage, sender, receiver, at } = options;
  if (usage !== undefined && usage !== 'T' && usage !== 'P') throw new UsageError('--usage takes T or P');
  for (const [name, id] of [
    ['--sender', sender],
    ['--receiver', receiver],
  ] as const)
    if (id !== undefined && !/^[A-Z0-9][A-Z0-9 -]{0,13}[A-Z0-9]$/.test(id))
      throw new UsageError(`${name} takes 2 to 15 capitals and digits`);
  const when = at ?? localNow(rules.timeZone);
  if (!/^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d$/.test(when) || plainDate(when.slice(0, 10)) === undefined)
    throw new UsageError('--at takes a date and time like 2026-11-21T09:30');
  return {
    ...defaultEnvelope(rules, { controlNumber: controlNumberOf(options.controlNumber), at: when }),
    ...(usage === undefined ? {} : { usage }),
    ...(sender === undefined ? {} : { senderId: sender }),
    ...(receiver === undefined ? {} : { receiverId: receiver, receiverName: receiver }),
  };
}

/** The stated number, else one from the clock: it differs from second to second for thirty years. */
function controlNumberOf(stated: string | undefined): number {
  if (stated === undefined) return Math.floor(Date.now() / 1000) % 1_000_000_000;
  const number = Number(stated);
  if (!/^\d{1,9}$/.test(stated) || number === 0) throw new UsageError('--control-number takes 1 to 999999999');
  return number;
}

function localNow(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date());
  return parts.replace(' ', 'T');
}
