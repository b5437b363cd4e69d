import type { ClaimLife } from '../../shared/claim/life';
import type { Message } from '../../shared/messages/message';
import type { RowOperation, SubmitOutcome, TableStore } from '../../shared/workflow/ports';
import type { World, WorkflowSettings } from '../../shared/workflow/world';
import type { Invariant } from '../../infra/cli/simulation/safety-checks';

/** The protocol with one of its rules taken out, from outside: the product has no switch for any of this. */
export interface Breakage {
  readonly name: string;
  /** The invariants one of which must notice. */
  readonly caughtBy: readonly Invariant[];
  /** More than the usual, where few of them could notice. */
  readonly visits?: number;
  readonly change?: (world: World) => World;
  readonly settings?: (settings: WorkflowSettings) => WorkflowSettings;
}

const withTables = (world: World, change: (tables: TableStore) => Partial<TableStore>): World => ({
  ...world,
  tables: { ...world.tables, ...change(world.tables) },
});

const isOutbox = (operation: RowOperation): boolean => operation.rowKey.startsWith('z-outbox-');
const rowOf = (operations: readonly RowOperation[], rowKey: string): unknown => {
  const operation = operations.find((candidate) => candidate.rowKey === rowKey);
  return operation === undefined || operation.kind === 'delete' ? undefined : operation.value;
};

/** Writes as if the row had never changed since it was read. */
async function withoutSwap(tables: TableStore, table: string, partition: string, operations: readonly RowOperation[]) {
  const fresh: RowOperation[] = [];
  for (const operation of operations) {
    const row = operation.kind === 'insert' ? undefined : await tables.read(table, partition, operation.rowKey);
    fresh.push(row === undefined || operation.kind === 'insert' ? operation : { ...operation, etag: row.etag });
  }
  return tables.write(table, partition, fresh);
}

const messagesOf = (operations: readonly RowOperation[]): readonly Message[] => {
  const operation = operations.find(isOutbox);
  return operation === undefined || operation.kind === 'delete'
    ? []
    : (operation.value as { messages: readonly Message[] }).messages;
};

async function sendAll(world: World, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    if (message.type === 'notification') await world.bus.publish('notifications', message);
    else await world.bus.send(message.type, message);
  }
}

const moveCursor = async (tables: TableStore, partition: string, rowKey: string, value: unknown): Promise<void> => {
  const row = await tables.read('cursors', partition, rowKey);
  await tables.write('cursors', partition, [
    row === undefined ? { kind: 'insert', rowKey, value } : { kind: 'replace', rowKey, value, etag: row.etag },
  ]);
};

const withSubmit = (world: World, judge: (send: () => Promise<SubmitOutcome>) => Promise<SubmitOutcome>): World => ({
  ...world,
  clearinghouse: { ...world.clearinghouse, submit: (upload) => judge(() => world.clearinghouse.submit(upload)) },
});

export const BREAKAGES: readonly Breakage[] = [
  {
    name: 'compare-and-swap dropped',
    caughtBy: ['I1', 'I6'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: (table, partition, operations) => withoutSwap(tables, table, partition, operations),
      })),
  },
  {
    name: 'intent skipped',
    caughtBy: ['I1', 'I6'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: async (table, partition, operations) =>
          (rowOf(operations, 'a-state') as ClaimLife | undefined)?.state === 'intent'
            ? 'written'
            : tables.write(table, partition, operations),
      })),
  },
  {
    name: 'intent not logged',
    caughtBy: ['I3'],
    change: (world) => ({
      ...world,
      audit: {
        append: async (events) => {
          const others = events.filter((event) => event.type !== 'CLAIM_SUBMIT_INTENT');
          if (others.length > 0) await world.audit.append(others);
        },
      },
    }),
  },
  {
    name: 'log failures passed over',
    caughtBy: ['I3'],
    change: (world) => ({ ...world, audit: { append: (events) => world.audit.append(events).catch(() => undefined) } }),
  },
  {
    name: 'watermark advanced early',
    caughtBy: ['I5'],
    change: (world) => ({
      ...world,
      ehr: {
        ...world.ehr,
        changedVisits: async (from, to, page) => {
          await moveCursor(world.tables, 'listener', 'watermark', { at: to });
          return world.ehr.changedVisits(from, to, page);
        },
      },
    }),
  },
  {
    name: 'no overlap',
    caughtBy: ['I5'],
    settings: (settings) => ({ ...settings, listener: { ...settings.listener, overlapMs: 0 } }),
  },
  {
    name: 'a clock that ran ahead is believed',
    caughtBy: ['I5', 'I2'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: (table, partition, operations) =>
          tables.write(
            table,
            partition,
            operations.map((operation) =>
              operation.rowKey === 'watermark' && operation.kind !== 'delete'
                ? { ...operation, value: { at: world.clock.now() } }
                : operation,
            ),
          ),
      })),
  },
  {
    name: 'first page only',
    caughtBy: ['I5', 'I2'],
    change: (world) => ({
      ...world,
      ehr: {
        ...world.ehr,
        changedVisits: async (from, to, page) => {
          const { signed, pending } = await world.ehr.changedVisits(from, to, page);
          return { signed: signed.slice(0, 2), pending };
        },
      },
    }),
  },
  {
    name: 'grace of zero',
    caughtBy: ['I1'],
    settings: (settings) => ({ ...settings, submission: { ...settings.submission, graceMs: 0, afterGrace: 'resend' } }),
  },
  {
    name: 'grace shorter than a late arrival',
    caughtBy: ['I1'],
    settings: (settings) => ({
      ...settings,
      submission: { ...settings.submission, graceMs: 10 * 60_000, afterGrace: 'resend' },
    }),
  },
  {
    name: 'resend on timeout',
    caughtBy: ['I1'],
    change: (world) =>
      withSubmit(world, async (send) => {
        const first = await send();
        return first.kind === 'unknown' ? send() : first;
      }),
  },
  {
    name: 'unknown taken for not sent',
    caughtBy: ['I1'],
    change: (world) =>
      withSubmit(world, async (send) => {
        const answer = await send();
        return answer.kind === 'unknown' ? { kind: 'not-sent', reason: 'TIMEOUT' } : answer;
      }),
  },
  {
    name: 'unknown taken for accepted',
    caughtBy: ['I2'],
    change: (world) =>
      withSubmit(world, async (send) => {
        const answer = await send();
        return answer.kind === 'unknown' ? { kind: 'accepted', clearinghouseClaimId: 'none', messages: [] } : answer;
      }),
  },
  {
    name: 'inbox off',
    caughtBy: ['I1', 'I6'],
    change: (world) =>
      withTables(world, (tables) => ({
        read: async (table, partition, rowKey) => {
          const row = await tables.read(table, partition, rowKey);
          if (row === undefined || table !== 'claims' || rowKey !== 'a-state') return row;
          const life = row.value as ClaimLife;
          return life.state === 'intent' ? { ...row, value: { ...life, state: 'ready' } } : row;
        },
      })),
  },
  {
    name: 'outbox relayed before the commit',
    caughtBy: ['I6'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: async (table, partition, operations) => {
          await sendAll(world, messagesOf(operations));
          return tables.write(table, partition, operations);
        },
      })),
  },
  {
    name: 'no outbox: consequences published after the commit, from memory',
    caughtBy: ['I3', 'I2'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: async (table, partition, operations) => {
          const written = await tables.write(
            table,
            partition,
            operations.filter((operation) => !isOutbox(operation) || operation.kind === 'delete'),
          );
          if (written === 'written') await sendAll(world, messagesOf(operations));
          return written;
        },
      })),
  },
  {
    name: 'response cursor kept before its rows',
    visits: 400,
    caughtBy: ['I2'],
    change: (world) => ({
      ...world,
      clearinghouse: {
        ...world.clearinghouse,
        responses: async (cursor) => {
          const page = await world.clearinghouse.responses(cursor);
          await moveCursor(world.tables, 'clearinghouse', 'responses', { cursor: page.cursor });
          return page;
        },
      },
    }),
  },
  {
    name: 'remittance cursor kept before its postings',
    caughtBy: ['I4', 'I2'],
    change: (world) => ({
      ...world,
      clearinghouse: {
        ...world.clearinghouse,
        remittances: async (cursor) => {
          const page = await world.clearinghouse.remittances(cursor);
          await moveCursor(world.tables, 'clearinghouse', 'remittances', { cursor: page.cursor });
          return page;
        },
      },
    }),
  },
  {
    name: 'payments not remembered',
    caughtBy: ['I4', 'I2'],
    change: (world) =>
      withTables(world, (tables) => ({
        read: async (table, partition, rowKey) => {
          const row = await tables.read(table, partition, rowKey);
          if (row === undefined || table !== 'claims' || rowKey !== 'a-state') return row;
          return { ...row, value: { ...(row.value as ClaimLife), postings: [] } };
        },
        write: (table, partition, operations) =>
          tables.write(
            table,
            partition,
            operations.map((operation) =>
              operation.rowKey.startsWith('l-')
                ? { ...operation, rowKey: `${operation.rowKey}-${world.ids.next('x')}` }
                : operation,
            ),
          ),
      })),
  },
  {
    name: 'a decision without the note it was made on',
    caughtBy: ['I10'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: (table, partition, operations) =>
          tables.write(
            table,
            partition,
            operations.filter(
              (operation) => table !== 'encounters' || operation.rowKey !== 'b-content' || operation.kind === 'insert',
            ),
          ),
      })),
  },
  {
    name: 'nobody is asked about what is held',
    caughtBy: ['I2'],
    change: (world) =>
      withTables(world, (tables) => ({
        write: async (table, partition, operations) =>
          table === 'workitems' && operations.some(({ rowKey }) => rowKey.startsWith('wi-encounter-held'))
            ? 'written'
            : tables.write(table, partition, operations),
      })),
  },
  {
    name: 'two visits of a day not looked at',
    caughtBy: ['I2'],
    change: (world) =>
      withTables(world, (tables) => ({
        read: async (table, partition, rowKey) => (table === 'visitdays' ? undefined : tables.read(table, partition, rowKey)),
        write: async (table, partition, operations) =>
          table === 'visitdays' ? 'written' : tables.write(table, partition, operations),
      })),
  },
];
