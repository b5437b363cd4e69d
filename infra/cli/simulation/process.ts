import { instantFromMs } from '../../../shared/kernel/plain-date';
import { createAuditLog } from '../../../shared/workflow/audit-log';
import { TransientFailure, type AuditLog, type BlobStore } from '../../../shared/workflow/ports';
import type { World } from '../../../shared/workflow/world';
import type { Cloud } from './cloud';
import { STALL_MS, type Dependency, type FaultKind } from './faults';

/** One life of a process: when it ends, nothing it had begun goes on. */
interface Epoch {
  alive: boolean;
}

/** Asked anew after every wait: it may have ended meanwhile. */
const isOver = (epoch: Epoch): boolean => !epoch.alive;

/** What a dead process waits for. One each: a shared one would keep all that ever waited for it. */
const never = (): Promise<never> => new Promise<never>(() => undefined);

type PortCall = <T>(dependency: Dependency, operation: string, effect: () => T) => Promise<T>;

/** One instance of the function app. Every port call of its world is a place where it can wait, fail, stand still or die. */
export class SimulatedProcess {
  world: World;
  private epoch: Epoch = { alive: true };
  private clockOffset = 0;

  constructor(
    private readonly cloud: Cloud,
    readonly name: string,
  ) {
    this.world = this.createWorld();
  }

  get alive(): boolean {
    return this.epoch.alive;
  }

  crash(): void {
    if (!this.epoch.alive) return;
    this.epoch.alive = false;
    this.cloud.note(`crash ${this.name}`);
    this.cloud.crashes += 1;
    this.cloud.time.after(this.cloud.chance.between(500, 30_000), () => {
      this.epoch = { alive: true };
      this.world = this.createWorld();
    });
  }

  jumpClock(): void {
    const most = this.cloud.faults.clockSkewMs;
    this.clockOffset = most === 0 ? 0 : this.cloud.chance.between(-most, most);
  }

  /** The clock is set wrong: until the next jump it is off by this much. */
  lurchClock(ms: number): void {
    this.clockOffset = ms;
  }

  private createWorld(): World {
    const { cloud, epoch } = this;
    const call: PortCall = (dependency, operation, effect) => this.call(epoch, dependency, operation, effect);
    // Asked many times at one moment: the text is made once.
    let last = { ms: -1, at: instantFromMs(0) };
    const clock = {
      now: () => {
        const ms = cloud.time.ms + this.clockOffset;
        if (ms !== last.ms) last = { ms, at: instantFromMs(ms) };
        return last.at;
      },
    };
    const ids = { next: (prefix: string) => cloud.nextId(prefix) };
    const blobs = blobsOf(cloud, call);
    const plainLog: AuditLog = {
      append: (events) =>
        call('audit', 'append', () => {
          cloud.auditLog.add(events);
        }),
    };
    const chainLog = createAuditLog({ blobs, clock, ids }, { app: this.name, codeVersion: 'simulation', configurationHash: 'c' });
    const world: World = {
      clock,
      ids,
      tables: {
        read: (table, partition, row) =>
          call('tables', `read ${table} ${partition} ${row}`, () => cloud.tables.read(table, partition, row)),
        list: (table, partition, options) =>
          call('tables', `list ${table} ${partition}`, () => cloud.tables.list(table, partition, options)),
        write: (table, partition, operations) =>
          call('tables', `write ${table} ${partition} ${operations[0]?.kind ?? ''}`, () =>
            cloud.tables.write(table, partition, operations),
          ),
      },
      bus: {
        send: (queue, message) =>
          call('bus', `send ${queue}`, () => {
            cloud.sendMessage(queue, message);
          }),
        publish: (topic, message) =>
          call('bus', `publish ${topic}`, () => {
            cloud.publish(topic, message);
          }),
      },
      deadLetters: {
        receive: (queue, limit) => call('bus', `dead ${queue}`, () => cloud.bus.deadLetters(queue, limit)),
        complete: (queue, letter) =>
          call('bus', `settle ${queue}`, () => {
            cloud.bus.completeDeadLetter(queue, letter.token);
          }),
      },
      audit: cloud.options.auditChain ? chainLog : plainLog,
      ...vendorsOf(cloud, call),
      rules: cloud.rules,
      engine: cloud.engine,
      settings: cloud.settings,
      patientRef: (patientId) => `p-${patientId}`,
      sealer: {
        seal: async (text) => Buffer.from(text).toString('base64'),
        open: async (text) => Buffer.from(text, 'base64').toString(),
      },
      pause: (ms) => cloud.time.sleep(ms),
    };
    return cloud.options.change === undefined ? world : cloud.options.change(world);
  }

  private async call<T>(epoch: Epoch, dependency: Dependency, operation: string, effect: () => T): Promise<T> {
    const { cloud } = this;
    if (isOver(epoch)) return never();
    const { delay, delayMs } = cloud.faults;
    if (cloud.chance.happens(delay)) {
      await cloud.time.sleep(cloud.chance.between(1, delayMs));
      if (isOver(epoch)) return never();
    }
    const fault = cloud.faultAt(dependency, operation);
    if (fault === undefined) return effect();
    if (fault === 'stall') {
      await cloud.time.sleep(cloud.chance.between(60_000, STALL_MS));
      return isOver(epoch) ? never() : effect();
    }
    return this.fail(fault, dependency, operation, effect);
  }

  private async fail<T>(
    fault: Exclude<FaultKind, 'stall'>,
    dependency: Dependency,
    operation: string,
    effect: () => T,
  ): Promise<T> {
    const failure = (): Error => new TransientFailure(`${dependency}.${operation.split(' ')[0] ?? ''}`);
    switch (fault) {
      case 'fail-before':
        throw failure();
      case 'fail-after':
        effect();
        throw failure();
      case 'crash-before':
        this.crash();
        return never();
      case 'crash-after':
        effect();
        this.crash();
        return never();
      case 'says-conflict': {
        const value = effect();
        // Only a swap can meet its own earlier write; every other call just answers.
        return value === 'written' ? ('conflict' as T) : value;
      }
    }
  }
}

const blobsOf = (cloud: Cloud, call: PortCall): BlobStore => ({
  createAppendBlob: (name) => call('audit', `create ${name}`, () => cloud.blobs.createAppendBlob(name)),
  append: (name, position, bytes) => call('audit', `append ${name}`, () => cloud.blobs.append(name, position, bytes)),
  read: (name, from) => call('audit', `read ${name}`, () => cloud.blobs.read(name, from)),
  create: (name, bytes) => call('audit', `create ${name}`, () => cloud.blobs.create(name, bytes)),
  list: (prefix) => call('audit', `list ${prefix}`, () => cloud.blobs.list(prefix)),
});

const vendorsOf = (cloud: Cloud, call: PortCall): Pick<World, 'ehr' | 'clearinghouse'> => ({
  ehr: {
    changedVisits: (from, to, page) => call('ehr', `changed ${from}`, () => cloud.ehr.changed(from, to, page, cloud.time.ms)),
    fetchVisit: (encounterId) => call('ehr', `fetch ${encounterId}`, () => cloud.ehr.fetch(encounterId, cloud.time.ms)),
  },
  clearinghouse: {
    submit: ({ claimId, fileName }) =>
      call('clearinghouse', `submit ${fileName}`, () => cloud.clearinghouse.submit(claimId, fileName)),
    responses: (cursor) =>
      call('clearinghouse', `responses ${cursor}`, () =>
        cloud.clearinghouse.responses(cursor, cloud.chance.happens(cloud.faults.redeliveredRows)),
      ),
    uploadedFiles: (on) => call('clearinghouse', `files ${on}`, () => cloud.clearinghouse.uploadedFiles(on)),
    remittances: (cursor) => call('clearinghouse', `remittances ${cursor}`, () => cloud.clearinghouse.remittanceRefs(cursor)),
    remittance: (id) => call('clearinghouse', `remittance ${id}`, () => cloud.clearinghouse.remittance(id)),
  },
});
