import { odata, TableClient, type TableEntityResult, TableServiceClient, type TransactionAction } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Row, RowOperation, TableStore } from '../workflow/ports';
import { insecureOnLoopback } from './credential';
import { codeOf, rethrow, statusOf } from './failures';
import { chunksOf, decodeKey, encodeKey, textOfChunks } from './table-keys';

/** How the store is reached: the emulator's connection string, or the service with the app's identity. */
export type TableConnection =
  { readonly connectionString: string } | { readonly url: string; readonly credential: TokenCredential };

type Entity = TableEntityResult<Readonly<Record<string, unknown>>>;

const MOST_ROWS_OF_A_PAGE = 1000;
/** A key exists, is missing, or an ETag is stale. */
const CONFLICTS = new Set([404, 409, 412]);
const MISSING_TABLE = 'TableNotFound';

/**
 * Rows as JSON in Azure Tables, or in Azurite. Every replacement and deletion carries its ETag, because the SDK's own default is not
 * to look. Tables are made when they are first needed.
 */
export function createTableStore(connection: TableConnection): TableStore {
  const clients = new Map<string, TableClient>();
  const made = new Map<string, Promise<void>>();
  const clientOf = (table: string): TableClient => {
    const known = clients.get(table);
    if (known !== undefined) return known;
    const client = clientFor(connection, table);
    clients.set(table, client);
    return client;
  };
  const makeTable = async (table: string): Promise<void> => {
    const making = made.get(table) ?? createTable(connection, table);
    made.set(table, making);
    try {
      await making;
    } catch (error) {
      made.delete(table);
      rethrow(error, 'tables.create');
    }
  };

  return {
    read: async (table, partitionKey, rowKey) => {
      try {
        return rowOf(await clientOf(table).getEntity(encodeKey(partitionKey), encodeKey(rowKey)));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        return rethrow(error, 'tables.read');
      }
    },
    list: async (table, partitionKey, options = {}) => {
      const limit = Math.min(options.limit ?? MOST_ROWS_OF_A_PAGE, MOST_ROWS_OF_A_PAGE);
      try {
        const entities = await firstEntities(clientOf(table), filterOf(partitionKey, options.after), limit + 1);
        const rows = entities.slice(0, limit).map(rowOf);
        const last = rows.at(-1);
        return entities.length > limit && last !== undefined ? { rows, next: last.rowKey } : { rows };
      } catch (error) {
        if (statusOf(error) === 404) return { rows: [] };
        return rethrow(error, 'tables.list');
      }
    },
    write: async (table, partitionKey, operations) => {
      if (operations.length === 0) return 'written';
      try {
        return await writeOnce(connection, clientOf(table), partitionKey, operations);
      } catch (error) {
        if (codeOf(error) !== MISSING_TABLE) return rethrow(error, 'tables.write');
      }
      await makeTable(table);
      try {
        return await writeOnce(connection, clientOf(table), partitionKey, operations);
      } catch (error) {
        return rethrow(error, 'tables.write');
      }
    },
  };
}

const clientFor = (connection: TableConnection, table: string): TableClient =>
  'connectionString' in connection
    ? TableClient.fromConnectionString(connection.connectionString, table, insecureOnLoopback(connection.connectionString))
    : new TableClient(connection.url, table, connection.credential);

async function createTable(connection: TableConnection, table: string): Promise<void> {
  const service =
    'connectionString' in connection
      ? TableServiceClient.fromConnectionString(connection.connectionString, insecureOnLoopback(connection.connectionString))
      : new TableServiceClient(connection.url, connection.credential);
  // The SDK takes "exists already" for success.
  await service.createTable(table);
}

function filterOf(partitionKey: string, after: string | undefined): string {
  const partition = encodeKey(partitionKey);
  return after === undefined
    ? odata`PartitionKey eq ${partition}`
    : odata`PartitionKey eq ${partition} and RowKey gt ${encodeKey(after)}`;
}

/** The service may give short pages, even empty ones, and go on: pages are read until there are enough rows or no more. */
async function firstEntities(client: TableClient, filter: string, count: number): Promise<readonly Entity[]> {
  const found: Entity[] = [];
  const pages = client
    .listEntities<Readonly<Record<string, unknown>>>({ queryOptions: { filter } })
    .byPage({ maxPageSize: Math.min(count, MOST_ROWS_OF_A_PAGE) });
  for await (const page of pages) {
    found.push(...page);
    if (found.length >= count) break;
  }
  return found;
}

type Keys = { readonly partitionKey: string; readonly rowKey: string };
type Action =
  | readonly ['create', Keys & Readonly<Record<string, string>>]
  | readonly ['update', Keys & { readonly etag: string } & Readonly<Record<string, string>>]
  | readonly ['delete', Keys & { readonly etag: string }];

/** One operation goes alone: a transaction of one costs the service more and says less of what was wrong. */
async function writeOnce(
  connection: TableConnection,
  client: TableClient,
  partitionKey: string,
  operations: readonly RowOperation[],
): Promise<'written' | 'conflict'> {
  const actions = operations.map((operation) => actionOf(encodeKey(partitionKey), operation));
  try {
    const [only] = actions;
    if (actions.length === 1 && only !== undefined) await writeOne(client, only);
    else await writeAll(connection, client, actions);
    return 'written';
  } catch (error) {
    if (codeOf(error) === MISSING_TABLE) throw error;
    if (CONFLICTS.has(statusOf(error) ?? 0)) return 'conflict';
    throw error;
  }
}

function actionOf(partitionKey: string, operation: RowOperation): Action {
  const keys = { partitionKey, rowKey: encodeKey(operation.rowKey) };
  switch (operation.kind) {
    case 'insert':
      return ['create', { ...keys, ...chunksOf(JSON.stringify(operation.value)) }];
    case 'replace':
      return ['update', { ...keys, ...chunksOf(JSON.stringify(operation.value)), etag: operation.etag }];
    case 'delete':
      return ['delete', { ...keys, etag: operation.etag }];
  }
}

/** All or none. A transaction with deletions goes through a client of its own, which puts their ETags into it. */
async function writeAll(connection: TableConnection, client: TableClient, actions: readonly Action[]): Promise<void> {
  const deletions = actions.flatMap((action) => (action[0] === 'delete' ? [action[1].etag] : []));
  const sender = deletions.length === 0 ? client : clientFor(connection, client.tableName);
  if (deletions.length > 0) sender.pipeline.addPolicy(deletionETags(deletions));
  await sender.submitTransaction(
    actions.map((action): TransactionAction => {
      switch (action[0]) {
        case 'create':
          return ['create', action[1]];
        case 'update':
          return ['update', withoutETag(action[1]), 'Replace', { etag: action[1].etag }];
        case 'delete':
          return ['delete', action[1]];
      }
    }),
  );
}

const withoutETag = ({ etag: _etag, ...entity }: Action[1] & { readonly etag: string }): Keys => entity;

/** The SDK deletes within a transaction whatever the row's ETag: this writes each deletion's ETag in its place, in order. */
const deletionETags = (etags: readonly string[]): PipelinePolicy => ({
  name: 'deletionETags',
  sendRequest: async (request, next) => {
    if (typeof request.body === 'string') {
      let deletion = 0;
      request.body = request.body.replace(
        /^(DELETE [^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*?if-match: )\*/gim,
        (_match, head: string) => `${head}${etags[deletion++] ?? '*'}`,
      );
      // The signing policy has written the length already.
      request.headers.set('content-length', String(Buffer.byteLength(request.body)));
      if (deletion !== etags.length) throw new RangeError('a deletion of the transaction carries no If-Match');
    }
    return next(request);
  },
});

async function writeOne(client: TableClient, action: Action): Promise<void> {
  if (action[0] === 'create') await client.createEntity(action[1]);
  else if (action[0] === 'update') await client.updateEntity(withoutETag(action[1]), 'Replace', { etag: action[1].etag });
  else await client.deleteEntity(action[1].partitionKey, action[1].rowKey, { etag: action[1].etag });
}

function rowOf(entity: Entity): Row {
  if (entity.partitionKey === undefined || entity.rowKey === undefined) throw new RangeError('a row came without its key');
  return {
    partitionKey: decodeKey(entity.partitionKey),
    rowKey: decodeKey(entity.rowKey),
    etag: entity.etag,
    value: JSON.parse(textOfChunks(entity)) as unknown,
  };
}
