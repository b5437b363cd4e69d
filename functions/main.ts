import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from '@azure/functions';
import { createBlobStore, type BlobConnection } from '../shared/azure/blob-store';
import { createCredential, isLoopback, loopbackCredential } from '../shared/azure/credential';
import { createDeadLetterQueues, createMessageBus, type BusConnection } from '../shared/azure/message-bus';
import { createReferenceTables } from '../shared/azure/reference-tables';
import { createSecrets } from '../shared/azure/secrets';
import { createTableStore } from '../shared/azure/table-store';
import { createClaimMd } from '../shared/clearinghouse/claim-md/claim-md';
import { GuideClaimsBody, GuideFileBody, translateGuideClaims } from '../shared/clearinghouse/claim-md/guide-claims';
import { readClaims } from '../shared/claim/read-837/read-claims';
import type { PracticeRules } from '../shared/coding/practice-rules';
import { createAthenahealth } from '../shared/ehr/athenahealth/athenahealth';
import { readAthenahealthWebhook, readGenericWebhook } from '../shared/ehr/webhook-signature';
import { addMs, type Instant } from '../shared/kernel/plain-date';
import { err, ok } from '../shared/kernel/result';
import { sendEndOfDay } from '../shared/notifications/send-end-of-day';
import { loadPractice } from '../shared/practice/load-practice';
import { createCurrentTables, type CurrentTables } from '../shared/reference-data/current-tables';
import { tablesToLoad } from '../shared/reference-data/freshness';
import type { LoadedTables } from '../shared/reference-data/load-reference-tables';
import {
  cachedTableSource,
  folderTableSource,
  NO_TABLES,
  tableFolder,
  type TableSource,
} from '../shared/reference-data/table-source';
import { dayOf } from '../shared/workflow/activity';
import { lastCheckpoint, writeAuditCheckpoint } from '../shared/workflow/audit-checkpoint';
import { createAuditLog } from '../shared/workflow/audit-log';
import { compareEhrCodes } from '../shared/workflow/bill-in-ehr';
import { checkTables } from '../shared/workflow/check-tables';
import { codeVisit } from '../shared/workflow/code-visit';
import { createClaimEngine } from '../shared/workflow/create-claim-engine';
import { monitorClearinghouse } from '../shared/workflow/monitor-clearinghouse';
import { monitorDeadLetters } from '../shared/workflow/parked';
import type { Clock, Ids, TableStore } from '../shared/workflow/ports';
import { NOTIFICATIONS_TOPIC, relayOutbox } from '../shared/workflow/relay-outbox';
import { sweep } from '../shared/workflow/sweep';
import type { SecretReader } from '../shared/workflow/vendor-http';
import { defaultSettings, type World } from '../shared/workflow/world';
import { readSegments } from '../shared/x12/core/segment-reader';
import { registerClaims } from './claims/claims';
import { registerCodeEncounter } from './code-encounter/code-encounter';
import { registerEncounters } from './encounters/encounters';
import { registerEraMonitor } from './era-monitor/era-monitor';
import { createFileClock, systemClock } from './file-clock';
import { registerHealth } from './health/health';
import { createCheckpointSigner, createPatientRef, createSealer } from './keys';
import { registerListener } from './listener/listener';
import { registerOpenApi } from './openapi/openapi';
import { SECRETS } from './secret-names';
import { hourly, once, staleTables, yesterdayAndToday } from './repeating';
import { registerParked } from './parked/parked';
import { athenahealthBudget, claimMdBudget, isPreviewHost, type LimitParts } from './request-limits';
import { readSettings, withStatedGrace, type Settings } from './settings';
import { registerSubmitClaim, type TranslateGuideClaims } from './submit-claim/submit-claim';
import { secretsInForce } from './webhooks/secrets-in-force';
import { registerWebhooks, type ReadWebhook } from './webhooks/webhooks';
import { registerWorkItems } from './work-items/work-items';

// The composition root: the only place of the product where adapters, settings and functions meet.

const settings = settingsOrRefuse();
const clock: Clock = settings.VTC_CLOCK_FILE === undefined ? systemClock : createFileClock(settings.VTC_CLOCK_FILE);
const ids: Ids = { next: (prefix) => `${prefix}${randomUUID()}` };
const secret: SecretReader = createSecretReader();
/** Built once, when the first invocation or health call needs it; a failure is tried again by the next. */
const parts = once(compose);
/** The world of one piece of work: its tables stay the same to its end, whatever is imported meanwhile. */
const world = async (): Promise<World> => (await parts()).current().world;

const CONNECTION = 'ServiceBusConnection';
registerListener(app, '%ListenerSchedule%', world);
registerCodeEncounter(
  app,
  { connection: CONNECTION, queueName: '%EncounterFinalizedQueue%' },
  async (encounter) => {
    const { rules, current } = await parts();
    const { tables, world: composed } = current();
    return codeVisit(encounter, { rules, tables, asOf: dayOf(composed) });
  },
  world,
);
registerSubmitClaim(app, { connection: CONNECTION, queueName: '%ClaimReadyQueue%' }, guideClaims, world);
registerEraMonitor(
  app,
  '%EraMonitorSchedule%',
  [
    { name: 'clearinghouse', run: monitorClearinghouse },
    { name: 'outbox', run: relayOutbox },
    { name: 'dead letters', run: monitorDeadLetters },
    { name: 'sweep', run: hourly(sweep) },
    { name: 'codes in the EHR', run: hourly(yesterdayAndToday(compareEhrCodes)) },
    { name: 'tables', run: dailyTableCheck },
    { name: 'checkpoint', run: async () => (await parts()).writeCheckpoint() },
    { name: 'end of day', run: async () => (await parts()).sendEndOfDay() },
  ],
  world,
);
registerClaims(app, world);
registerEncounters(app, world);
registerWorkItems(app, world);
registerParked(app, world);
registerWebhooks(app, { athenahealth: athenahealthWebhook, generic: genericWebhook }, world);
registerOpenApi(app, { claims: GuideClaimsBody, file: GuideFileBody });
registerHealth(app, async () => {
  try {
    await parts();
    return true;
  } catch {
    return false;
  }
});

interface Parts {
  readonly rules: PracticeRules;
  readonly tables: CurrentTables;
  /** The tables in force now, and the world whose engine reads them. */
  readonly current: () => { readonly tables: LoadedTables; readonly world: World };
  readonly writeCheckpoint: () => Promise<boolean>;
  readonly sendEndOfDay: () => Promise<unknown>;
}

async function compose(): Promise<Parts> {
  const rules = await practiceOrRefuse(settings.PracticeFolder);
  const storage = storageConnection(settings);
  const tables = await createCurrentTables({
    source: tableSource(storage.blobs),
    production: rules.mode === 'production',
    intervalMs: TABLES_LOOK_MS,
    nowMs: Date.now,
    onFailure: (reason) => {
      console.error(`The reference tables could not be refreshed, those of before serve on: ${reason}`);
    },
  });
  const tableStore = createTableStore(storage.tables);
  const blobs = createBlobStore(storage.blobs, 'audit');
  const busNames = entityNames(settings);
  const { ehr, clearinghouse } = await composeVendors(rules, tableStore);
  const composed: World = {
    clock,
    ids,
    tables: tableStore,
    bus: createMessageBus(busConnection(settings), busNames),
    deadLetters: createDeadLetterQueues(busConnection(settings), busNames, watchedSubscriptions(settings)),
    audit: createAuditLog(
      { blobs, clock, ids },
      { app: 'visit-to-claim', codeVersion: settings.VTC_CODE_VERSION ?? 'unversioned', configurationHash: rules.contentHash },
    ),
    ehr,
    clearinghouse,
    rules,
    engine: createClaimEngine(rules, tables.now(), CLEARINGHOUSE),
    settings: withStatedGrace(defaultSettings(addMs(clock.now(), -FIRST_LOOK_BACK_MS)), settings),
    patientRef: createPatientRef(await requiredSecret(SECRETS.patientPseudonymKey), rules.name),
    sealer: createSealer(await requiredSecret(SECRETS.parkedBodyKey)),
    pause,
  };
  const signer = createCheckpointSigner(await requiredSecret(SECRETS.auditSigningKey));
  let latest = { tables: tables.now(), world: composed };
  return {
    rules,
    tables,
    current: () => {
      const now = tables.now();
      if (now !== latest.tables)
        latest = { tables: now, world: { ...composed, engine: createClaimEngine(rules, now, CLEARINGHOUSE) } };
      return latest;
    },
    sendEndOfDay: () =>
      sendEndOfDay(composed, {
        staleTables: (day) => staleTables(tables.now(), day),
        lastCheckpoint: async () => {
          const last = await lastCheckpoint(blobs);
          return last === undefined ? undefined : { number: last.n, rootHash: last.root, at: last.at as Instant };
        },
      }),
    writeCheckpoint: () => writeAuditCheckpoint({ blobs, clock }, signer, `visit-to-claim/${rules.name}`),
  };
}

/** Both vendors' adapters. Refuses a clearinghouse whose test and live accounts are one; an EHR that is away is only said. */
async function composeVendors(rules: PracticeRules, store: TableStore): Promise<Pick<World, 'ehr' | 'clearinghouse'>> {
  const local = isLoopback(settings.CLAIM_MD_BASE_URL);
  const ehrIsLocal = isLoopback(settings.ATHENAHEALTH_BASE_URL);
  const limits: Omit<LimitParts, 'isLocal'> = { store, clock, pause };
  const claimMd = createClaimMd(
    {
      baseUrl: settings.CLAIM_MD_BASE_URL,
      account: rules.mode === 'production' ? 'live' : 'test',
      timeoutMs: local ? 1_500 : 60_000,
      allowLoopback: local,
    },
    {
      fetch,
      secret,
      budget: claimMdBudget({ ...limits, isLocal: local }),
    },
  );
  const fault = await claimMd.startFault();
  if (fault !== undefined) throw new Error(`The clearinghouse adapter cannot be used: ${fault}`);
  const athenahealth = createAthenahealth(
    {
      baseUrl: settings.ATHENAHEALTH_BASE_URL,
      practiceId: settings.ATHENAHEALTH_PRACTICE_ID,
      timeoutMs: 30_000,
      pageSize: 200,
      allowLoopback: ehrIsLocal,
      ...rules.ehr,
    },
    {
      fetch,
      clock,
      secret,
      budget: athenahealthBudget({ ...limits, isLocal: ehrIsLocal }, settings.ATHENAHEALTH_BASE_URL, rules.ehr ?? {}),
    },
  );
  // Not waited for: an EHR that is away must not keep the app from starting.
  void athenahealth.probe().then((findings) => {
    for (const { sentence } of findings) console.error(sentence);
  }, ignored);
  // A practice that tests writes no codes into a chart that really bills: its claims are held instead.
  const mayWrite = rules.mode === 'production' || ehrIsLocal || isPreviewHost(settings.ATHENAHEALTH_BASE_URL);
  const { chargeEntry: _withheld, ...reading } = athenahealth;
  return { ehr: mayWrite ? athenahealth : reading, clearinghouse: claimMd };
}

/** Once a day: which tables ended or end soon. Outside production only those that the practice loaded: training rows never end. */
async function dailyTableCheck(composed: World): Promise<void> {
  const { tables, rules } = await parts();
  await tables.refresh();
  await checkTables(composed, tablesToLoad(tables.now().status(), dayOf(composed), rules.mode === 'production'));
}

/** How old an instance's last look at the manifest may be; a look is one small read. */
const TABLES_LOOK_MS = 300_000;

/** The container where there is one, else the folder, else what ships with the product. */
function tableSource(blobs: BlobConnection): TableSource {
  if (settings.TablesContainer !== undefined)
    return cachedTableSource(
      createReferenceTables(blobs, settings.TablesContainer),
      join(tmpdir(), 'visit-to-claim', settings.TablesContainer),
    );
  return settings.DataFolder === undefined ? NO_TABLES : folderTableSource(tableFolder(settings.DataFolder));
}

/** How far back a listener that never ran begins: yesterday's visits are found on the first day. */
const FIRST_LOOK_BACK_MS = 2 * 86_400_000;
const CLEARINGHOUSE = { senderId: 'VTC', receiverId: 'CLAIMMD', receiverName: 'CLAIM.MD' };

const ignored = (): void => undefined;

/** Waits in real time. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function settingsOrRefuse(): Settings {
  const read = readSettings(process.env);
  if (read.ok) return read.value;
  throw new Error(`The app cannot start: ${read.error.join('; ')}.`);
}

async function practiceOrRefuse(nameOrFolder: string): Promise<PracticeRules> {
  const loaded = await loadPractice(nameOrFolder);
  if (loaded.ok) return loaded.value;
  const faults = loaded.error.map((fault) => `${fault.file} ${fault.path} ${fault.reason}`);
  throw new Error(`The practice's files are refused: ${faults.join('; ')}.`);
}

/** Secrets of the vault; the local stack's vault is reached without TLS, and only on this machine. Undefined: missing or disabled. */
function createSecretReader(): SecretReader {
  const vaultUrl = settings.KeyVaultUri;
  const credential = isLoopback(vaultUrl) ? loopbackCredential(vaultUrl) : identity();
  const say = (sentence: string): void => {
    console.error(sentence);
  };
  const secrets = createSecrets({ vaultUrl, credential, onUnavailable: say });
  return async (name, options) => secrets.read(name, options);
}

const identity = () => createCredential(process.env['AZURE_CLIENT_ID']);

async function requiredSecret(name: string): Promise<string> {
  const value = await secret(name);
  if (value === undefined) throw new Error(`The secret ${name} is missing in the vault, or disabled.`);
  return value;
}

function storageConnection({ StorageConnection, Storage__tableServiceUri, Storage__blobServiceUri }: Settings) {
  if (StorageConnection !== undefined) {
    const connection = { connectionString: StorageConnection };
    return { tables: connection, blobs: connection };
  }
  const credential = identity();
  return {
    tables: { url: Storage__tableServiceUri ?? '', credential },
    blobs: { url: Storage__blobServiceUri ?? '', credential },
  };
}

const busConnection = ({ ServiceBusConnection, ServiceBusConnection__fullyQualifiedNamespace }: Settings): BusConnection =>
  ServiceBusConnection === undefined
    ? { namespace: ServiceBusConnection__fullyQualifiedNamespace ?? '', credential: identity() }
    : { connectionString: ServiceBusConnection };

/** The workflow's queues and topic under the names this deployment gave them. */
const entityNames = ({ EncounterFinalizedQueue, ClaimReadyQueue, NotificationsTopic }: Settings) => ({
  'encounter-finalized': EncounterFinalizedQueue,
  'claim-ready': ClaimReadyQueue,
  notifications: NotificationsTopic,
});

const watchedSubscriptions = ({ NotificationsSubscriptions }: Settings): readonly string[] =>
  (NotificationsSubscriptions ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => `${NOTIFICATIONS_TOPIC}/${name}`);

/** The guide's bodies; one that asks for a test never reaches a live account. */
async function guideClaims(body: unknown): ReturnType<TranslateGuideClaims> {
  const read = translateGuideClaims(body, (text) => ok([...readClaims(readSegments(Buffer.from(text, 'latin1')))]));
  if (!read.ok) return read;
  if (read.value.isTest && (await parts()).rules.mode === 'production')
    return err([{ path: 'TestMode', code: 'value', message: 'asks for a test, and this practice is in production' }]);
  return ok(read.value.claims);
}

async function athenahealthWebhook(...[rawBody, headers]: Parameters<ReadWebhook>): ReturnType<ReadWebhook> {
  const secrets = secretsInForce(await secret(SECRETS.athenahealthWebhookSecret));
  return readAthenahealthWebhook(rawBody, headers, secrets, settings.ATHENAHEALTH_PRACTICE_ID);
}

async function genericWebhook(...[rawBody, headers, now]: Parameters<ReadWebhook>): ReturnType<ReadWebhook> {
  return readGenericWebhook(rawBody, headers, secretsInForce(await secret(SECRETS.genericWebhookSecret)), now);
}
