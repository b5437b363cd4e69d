import type { AuditEvent } from '../audit/audit-event';
import { CHAIN_START, sealRecord } from '../audit/audit-record';
import type { Instant } from '../kernel/plain-date';
import { lastCheckpointNumber } from './audit-checkpoint';
import { TransientFailure, type AuditLog, type BlobStore, type Clock, type Ids } from './ports';

/** What the first line of a writer says of the process that writes. */
export interface WriterIdentity {
  /** The function app, or 'vtc'. */
  readonly app: string;
  readonly codeVersion: string;
  readonly configurationHash: string;
}

/** Roll to a new blob well before the service's 50,000 blocks. */
const MOST_BLOCKS = 45_000;

interface OpenWriter {
  readonly writer: string;
  readonly blob: string;
  readonly day: string;
  seq: number;
  prev: string;
  position: number;
  blocks: number;
}

interface Waiting {
  readonly events: readonly AuditEvent[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The audit log's writer: one chain in one append blob for this process instance. `append` resolves only when the lines are in
 * the blob; calls that come while one is under way go out together in the next block. After any doubt about what landed the
 * chain is closed and another opened: two chains are fine, two truths in one are not.
 */
export function createAuditLog(world: { blobs: BlobStore; clock: Clock; ids: Ids }, identity: WriterIdentity): AuditLog {
  let open: OpenWriter | undefined;
  let waiting: Waiting[] = [];
  let running = false;

  async function openWriter(day: string): Promise<OpenWriter> {
    const writer = world.ids.next(`${identity.app}-`);
    const blob = `audit/${day.replaceAll('-', '/')}/${writer}.ndjson`;
    if (!(await world.blobs.createAppendBlob(blob))) throw new TransientFailure('audit.open');
    const opened: OpenWriter = { writer, blob, day, seq: 0, prev: CHAIN_START, position: 0, blocks: 0 };
    const checkpoint = await lastCheckpointNumber(world.blobs);
    await writeBlock(opened, [openedEvent(identity, { writer, checkpoint, at: world.clock.now(), before: open })]);
    return opened;
  }

  async function writeBlock(target: OpenWriter, events: readonly AuditEvent[]): Promise<void> {
    let { seq, prev } = target;
    let text = '';
    for (const event of events) {
      const sealed = sealRecord(event, { writer: target.writer, seq, prev });
      text += `${sealed.line}\n`;
      seq += 1;
      prev = sealed.hash;
    }
    const bytes = Buffer.from(text, 'utf8');
    if ((await world.blobs.append(target.blob, target.position, bytes)) === 'position' && !(await landed(target, bytes)))
      throw new TransientFailure('audit.append');
    target.seq = seq;
    target.prev = prev;
    target.position += bytes.length;
    target.blocks += 1;
  }

  /** The SDK retries by itself: a refused position may be our own earlier try. */
  async function landed(target: OpenWriter, bytes: Uint8Array): Promise<boolean> {
    const tail = await world.blobs.read(target.blob, target.position);
    return tail !== undefined && Buffer.compare(tail, bytes) === 0;
  }

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const day = world.clock.now().slice(0, 10);
        if (open?.day !== day || open.blocks >= MOST_BLOCKS) open = await openWriter(day);
        await writeBlock(
          open,
          batch.flatMap((entry) => entry.events),
        );
        for (const entry of batch) entry.resolve();
      } catch (error) {
        open = undefined;
        for (const entry of batch) entry.reject(error);
      }
    }
    running = false;
  }

  return {
    append: (events) =>
      new Promise((resolve, reject) => {
        waiting.push({ events, resolve, reject });
        if (!running) void drain();
      }),
  };
}

interface Opening {
  readonly writer: string;
  /** Who takes the last checkpoints away has to take every writer away that began after them. */
  readonly checkpoint: number;
  readonly at: Instant;
  /** The writer that this process had before. */
  readonly before: { readonly writer: string; readonly prev: string } | undefined;
}

const openedEvent = (identity: WriterIdentity, { writer, checkpoint, at, before }: Opening): AuditEvent => ({
  eventId: `${writer}|opened`,
  type: 'WRITER_OPENED',
  at,
  actor: { kind: 'system', id: identity.app },
  configurationHash: identity.configurationHash,
  detail: {
    codeVersion: identity.codeVersion,
    checkpoint,
    ...(before === undefined ? {} : { after: before.writer, afterHash: before.prev }),
  },
});
