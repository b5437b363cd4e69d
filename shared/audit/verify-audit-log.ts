import { hashesOfLine, CHAIN_START } from './audit-record';
import { Checkpoint, checkpointHash, signedBytes, type BlobCover } from './checkpoint';
import { MerkleTree } from './merkle';

export type FaultKind =
  'modified' | 'missing' | 'reordered' | 'bad_signature' | 'fork' | 'duplicate_event' | 'gap' | 'unknown_key';

/** The first thing that is not as it was written: in which file, on which line (1-based; 0 for the file as a whole). */
export interface AuditFault {
  readonly kind: FaultKind;
  readonly file: string;
  readonly line: number;
}

export interface AuditVerdict {
  readonly records: number;
  readonly writers: number;
  readonly checkpoints: number;
  readonly ok: boolean;
  readonly firstFault?: AuditFault;
}

/** An exported audit log: everything needed to check it without a network. */
export interface AuditFiles {
  /** Names of the writers' blobs ('audit/…ndjson'), in order. */
  readonly blobs: readonly string[];
  /** Names of the checkpoints, in order. */
  readonly checkpoints: readonly string[];
  read(name: string): string;
  /** Is the signature by that key? undefined when the key is not published. */
  verifySignature(keyId: string, bytes: Uint8Array, signature: string): boolean | undefined;
}

interface BlobRead {
  readonly name: string;
  /** Hash of each record, in order; the chain has been checked. */
  readonly hashes: readonly string[];
  /** The last checkpoint its writer saw when it began; 0 when there was none. */
  readonly after: number;
}

/** Walks every chain and every checkpoint; the verdict names the first fault, in the order blobs, then checkpoints. */
export function verifyAuditLog(files: AuditFiles): AuditVerdict {
  const events = new Map<string, string>();
  const writers = new Set<string>();
  const blobs = new Map<string, BlobRead>();
  let records = 0;
  let firstFault: AuditFault | undefined;
  for (const name of files.blobs) {
    const read = readBlob(name, files.read(name), events, writers);
    records += read.hashes.length;
    firstFault ??= read.fault;
    blobs.set(name, read);
  }
  const checkpoints = verifyCheckpoints(files, blobs);
  firstFault ??= checkpoints.fault;
  const verdict = { records, writers: writers.size, checkpoints: checkpoints.count, ok: firstFault === undefined };
  return firstFault === undefined ? verdict : { ...verdict, firstFault };
}

interface ChainState {
  writer: string | undefined;
  seq: number;
  prev: string;
}

function readBlob(
  name: string,
  text: string,
  events: Map<string, string>,
  writers: Set<string>,
): BlobRead & { readonly fault?: AuditFault } {
  const hashes: string[] = [];
  const chain: ChainState = { writer: undefined, seq: 0, prev: CHAIN_START };
  let fault: AuditFault | undefined;
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const record = text.slice(start, end === -1 ? text.length : end);
    start = end === -1 ? text.length : end + 1;
    const expected = chain.seq;
    const kind = checkLine(record, chain, events, hashes, end === -1);
    if (kind === undefined) continue;
    // What is not here may stand further down.
    const isLater = kind === 'missing' && text.includes(`,"seq":${expected},"`, start);
    fault ??= { kind: isLater ? 'reordered' : kind, file: name, line };
  }
  // A writer has one blob: its chain under a second name is a second history.
  if (chain.writer !== undefined && writers.has(chain.writer)) fault ??= { kind: 'fork', file: name, line: 1 };
  if (chain.writer !== undefined) writers.add(chain.writer);
  const after = Number(AFTER_CHECKPOINT.exec(text.slice(0, text.indexOf('\n')))?.[1] ?? 0);
  return { name, hashes, after, ...(fault === undefined ? {} : { fault }) };
}

/** The first line of a writer names the last checkpoint that stood when it began. */
const AFTER_CHECKPOINT = /"checkpoint":(\d+)[,}].*"type":"WRITER_OPENED"/;
const FIELDS = /"eventId":"((?:[^"\\]|\\.)*)".*"prev":"([0-9a-f]{64})","seq":(\d+),.*"writer":"((?:[^"\\]|\\.)*)"/;

function checkLine(
  line: string,
  chain: ChainState,
  events: Map<string, string>,
  hashes: string[],
  torn: boolean,
): FaultKind | undefined {
  const hash = hashesOfLine(line);
  const fields = FIELDS.exec(line);
  if (torn || hash === undefined || fields === null || hash.stated !== hash.computed) return 'modified';
  const [, eventId = '', prev = '', seqText = '', writer = ''] = fields;
  const seq = Number(seqText);
  const expected = { ...chain };
  chain.writer ??= writer;
  chain.seq = seq + 1;
  chain.prev = hash.stated;
  hashes.push(hash.stated);
  if (writer !== chain.writer) return 'fork';
  if (seq > expected.seq) return 'missing';
  // Its place is taken: by a copy of itself, or by another record that claims it.
  if (seq < expected.seq) return hashes[seq] === hash.stated ? 'duplicate_event' : 'fork';
  if (prev !== expected.prev) return 'fork';
  return duplicateOf(eventId, line, events);
}

/** The same event relayed twice is the same body in two places of the chain; another body under one event id is a lie. */
function duplicateOf(eventId: string, line: string, events: Map<string, string>): FaultKind | undefined {
  const body = line
    .replace(/,"hash":"[0-9a-f]{64}"/, '')
    .replace(/"prev":"[0-9a-f]{64}","seq":\d+,/, '')
    .replace(/,"writer":"(?:[^"\\]|\\.)*"/, '');
  const known = events.get(eventId);
  if (known === undefined) {
    events.set(eventId, body);
    return undefined;
  }
  return known === body ? undefined : 'duplicate_event';
}

function verifyCheckpoints(
  files: AuditFiles,
  blobs: ReadonlyMap<string, BlobRead>,
): { readonly count: number; readonly fault?: AuditFault } {
  const tree = new MerkleTree();
  const covered = new Map<string, number>();
  let previous: Checkpoint | undefined;
  for (const file of files.checkpoints) {
    const parsed = parseCheckpoint(files.read(file));
    const kind = parsed === undefined ? 'modified' : (linkFault(parsed, previous) ?? signatureFault(parsed, files));
    const fault: AuditFault | undefined = kind === undefined ? undefined : { kind, file, line: 0 };
    const found = fault ?? (parsed === undefined ? undefined : coverFault(parsed, file, blobs, covered, tree));
    if (found !== undefined) return { count: files.checkpoints.length, fault: found };
    previous = parsed;
  }
  const fault = cutOff(previous?.n ?? 0, blobs);
  return { count: files.checkpoints.length, ...(fault === undefined ? {} : { fault }) };
}

/** A writer began after a checkpoint that is not there any more: the last ones were taken away. */
function cutOff(last: number, blobs: ReadonlyMap<string, BlobRead>): AuditFault | undefined {
  for (const { name, after } of blobs.values()) if (after > last) return { kind: 'gap', file: name, line: 1 };
  return undefined;
}

function parseCheckpoint(text: string): Checkpoint | undefined {
  try {
    const parsed = Checkpoint.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function linkFault(checkpoint: Checkpoint, previous: Checkpoint | undefined): FaultKind | undefined {
  const expected = (previous?.n ?? 0) + 1;
  if (checkpoint.n > expected) return 'gap';
  if (checkpoint.n < expected) return 'fork';
  return checkpoint.previous === (previous === undefined ? '' : checkpointHash(previous)) ? undefined : 'fork';
}

function signatureFault(checkpoint: Checkpoint, files: AuditFiles): FaultKind | undefined {
  const verified = files.verifySignature(checkpoint.keyId, signedBytes(checkpoint), checkpoint.signature);
  if (verified === undefined) return 'unknown_key';
  return verified ? undefined : 'bad_signature';
}

function coverFault(
  checkpoint: Checkpoint,
  file: string,
  blobs: ReadonlyMap<string, BlobRead>,
  covered: Map<string, number>,
  tree: MerkleTree,
): AuditFault | undefined {
  for (const cover of checkpoint.blobs) {
    const fault = oneCover(cover, blobs.get(cover.name), covered.get(cover.name) ?? 0, tree);
    if (fault !== undefined) return fault;
    covered.set(cover.name, cover.records);
  }
  const same = tree.size === checkpoint.treeSize && tree.root() === checkpoint.root;
  return same && tree.frontier().join() === checkpoint.frontier.join() ? undefined : { kind: 'fork', file, line: 0 };
}

/** The fault is the blob's: it ends before the line that a checkpoint saw, or that line is another. */
function oneCover(cover: BlobCover, blob: BlobRead | undefined, from: number, tree: MerkleTree): AuditFault | undefined {
  const { name, records } = cover;
  if (blob === undefined) return { kind: 'missing', file: name, line: 0 };
  if (blob.hashes.length < records) return { kind: 'missing', file: name, line: blob.hashes.length + 1 };
  for (let i = from; i < records; i++) tree.add(blob.hashes[i] ?? '');
  return blob.hashes[records - 1] === cover.tailHash ? undefined : { kind: 'fork', file: name, line: records };
}
