import type { z } from 'zod';
import type { ChargeEntry } from '../../workflow/ehr-charges';
import { TransientFailure, type Ehr, type FetchVisitOutcome } from '../../workflow/ports';
import {
  createAthenahealthClient,
  feedBound,
  type AthenahealthClient,
  type AthenahealthSettings,
  type AthenahealthWorld,
} from './client';
import { hasCharges, isOurs, visitFromChart, visitsOfFeed, type ChartVisit } from './mapper';
import { probeAthenahealth, type ProbeFinding } from './probe';
import {
  fieldFaults,
  oneOf,
  WireAppointment,
  WireChangedAppointments,
  WireDepartment,
  WireDiagnosis,
  WireEncounter,
  WireInsurances,
  WirePatient,
  WireProvider,
  WireSummary,
} from './wire';
import { createChargeEntry } from './write-back';

export interface Athenahealth extends Ehr {
  readonly chargeEntry: ChargeEntry;
  /** Can we read what we need with these credentials? One sentence for each thing that is missing; none: all well. */
  probe(): Promise<readonly ProbeFinding[]>;
}

/** The athenahealth adapter. See README.md for which of the vendor's three ways finds signed notes, and why. */
export function createAthenahealth(settings: AthenahealthSettings, world: AthenahealthWorld): Athenahealth {
  const client = createAthenahealthClient(settings, world);
  const kept = createKeptReads(client);
  return {
    changedVisits: async (from, to, page) => {
      const position = feedPosition(page);
      const query: Record<string, string> = { limit: String(settings.pageSize), offset: String(position.offset) };
      if (position.feed === 'processed') {
        query['showprocessedstartdatetime'] = feedBound(from, 'start');
        query['showprocessedenddatetime'] = feedBound(to, 'end');
      }
      const read = await client.read('/appointments/changed', query, 'changed');
      const body = WireChangedAppointments.safeParse(read.kind === 'found' ? read.json : undefined);
      if (!body.success) throw new TransientFailure('athenahealth.changed.unreadable');
      const appointments = body.data.appointments.flatMap((one) => {
        const appointment = WireAppointment.safeParse(one);
        return appointment.success ? [appointment.data] : [];
      });
      const next = nextPosition(position, body.data.appointments.length, settings.pageSize, body.data.next);
      return { ...visitsOfFeed(appointments, settings.departmentIds), ...(next === undefined ? {} : { next }) };
    },
    fetchVisit: async (encounterId) => fetchVisit(encounterId, settings, client, kept),
    probe: async () => probeAthenahealth(client),
    chargeEntry: createChargeEntry(client),
  };
}

/** New changes first (asking for them marks them processed), then the window again from those already processed. */
interface FeedPosition {
  readonly feed: 'new' | 'processed';
  readonly offset: number;
}

function feedPosition(page: string | undefined): FeedPosition {
  const processed = /^processed:(\d{1,9})$/.exec(page ?? '');
  return processed === null ? { feed: 'new', offset: 0 } : { feed: 'processed', offset: Number(processed[1]) };
}

/**
 * A full page of new changes leaves more of them; they move up as they are marked, so the offset stays 0. A vendor that gives fewer
 * rows than were asked for says by `next` that there are more.
 */
function nextPosition(position: FeedPosition, rows: number, pageSize: number, told: string | undefined): string | undefined {
  const isFull = rows >= pageSize || (told !== undefined && rows > 0);
  if (position.feed === 'new') return isFull ? 'new' : 'processed:0';
  return isFull ? `processed:${position.offset + rows}` : undefined;
}

class MalformedAnswer extends Error {
  constructor(readonly faults: readonly string[]) {
    super('the vendor answered in another shape');
    this.name = 'MalformedAnswer';
  }
}

async function fetchVisit(
  encounterId: string,
  settings: AthenahealthSettings,
  client: AthenahealthClient,
  kept: KeptReads,
): Promise<FetchVisitOutcome> {
  try {
    const read = await client.read(`/chart/encounter/${encodeURIComponent(encounterId)}`, {}, 'encounter');
    if (read.kind === 'missing') return { kind: 'gone' };
    const encounter = shaped(WireEncounter, read.kind === 'found' ? oneOf(read.json) : undefined, 'encounter');
    const standing = standingOf(encounter);
    if (standing !== 'signed') return { kind: standing };
    const chart = await readChart(encounter, client, kept);
    if (chart === undefined || !isToBeBilled(chart, settings)) return { kind: 'gone' };
    const visit = visitFromChart(chart, settings);
    return visit.ok ? { kind: 'signed', visit: visit.value } : { kind: 'malformed', faults: visit.error };
  } catch (error) {
    if (error instanceof MalformedAnswer) return { kind: 'malformed', faults: error.faults };
    throw error;
  }
}

/** Order sets and flow sheets have an encounter too, but no visit to bill. */
function standingOf(encounter: WireEncounter): 'signed' | 'open' | 'gone' {
  if (encounter.status === 'DELETED') return 'gone';
  if (encounter.encountertype !== undefined && encounter.encountertype !== 'VISIT') return 'gone';
  return encounter.status === 'CLOSED' ? 'signed' : 'open';
}

/** Asked of the visit itself too: one that a webhook named, or that was pending, never went through the feed's own filter. */
const isToBeBilled = (chart: ChartVisit, settings: AthenahealthSettings): boolean =>
  !isTestPatient(chart, settings) &&
  isOurs(chart.encounter.departmentid ?? chart.appointment?.departmentid, settings.departmentIds) &&
  (chart.appointment === undefined || hasCharges(chart.appointment));

/** A practice's test patients never reach a payer (S0-188). */
const isTestPatient = (chart: ChartVisit, settings: AthenahealthSettings): boolean =>
  settings.testPatients !== undefined &&
  (settings.testPatients.ids.includes(chart.patient.patientid) ||
    settings.testPatients.lastNames.some((name) => name.toUpperCase() === chart.patient.lastname?.toUpperCase()));

/** Everything else of the visit; undefined when the patient is no longer there. */
async function readChart(encounter: WireEncounter, client: AthenahealthClient, kept: KeptReads): Promise<ChartVisit | undefined> {
  const { encounterid, appointmentid, patientid, providerid, departmentid } = encounter;
  const inChart = `/chart/encounter/${encodeURIComponent(encounterid)}`;
  const appointment = appointmentid === undefined ? undefined : await readAppointment(appointmentid, client);
  const ofPatient = patientid ?? appointment?.patientid;
  if (ofPatient === undefined) throw new MalformedAnswer(['encounter: patientid']);
  const [diagnoses, summary, patient, insurances, provider, department] = await Promise.all([
    client.read(`${inChart}/diagnoses`, {}, 'diagnoses'),
    client.read(`/chart/encounters/${encodeURIComponent(encounterid)}/summary`, { skipamendments: '1' }, 'summary'),
    client.read(`/patients/${encodeURIComponent(ofPatient)}`, {}, 'patient'),
    readInsurances(appointmentid, ofPatient, client),
    providerid === undefined ? undefined : kept.provider(providerid),
    departmentid === undefined ? undefined : kept.department(departmentid),
  ]);
  if (patient.kind === 'missing') return undefined;
  return {
    encounter,
    appointment,
    diagnoses: asList(found(diagnoses)).map((one) => shaped(WireDiagnosis, one, 'diagnoses')),
    summaryHtml: shaped(WireSummary, oneOf(found(summary)), 'summary').summaryhtml,
    patient: shaped(WirePatient, oneOf(found(patient)), 'patient'),
    insurances,
    provider,
    department,
  };
}

async function readAppointment(appointmentId: string, client: AthenahealthClient): Promise<WireAppointment | undefined> {
  const read = await client.read(`/appointments/${encodeURIComponent(appointmentId)}`, {}, 'appointment');
  return read.kind === 'found' ? shaped(WireAppointment, oneOf(read.json), 'appointment') : undefined;
}

/** Those chosen for the visit go before those on the patient's file. */
async function readInsurances(appointmentId: string | undefined, patientId: string, client: AthenahealthClient) {
  const path =
    appointmentId === undefined
      ? `/patients/${encodeURIComponent(patientId)}/insurances`
      : `/appointments/${encodeURIComponent(appointmentId)}/insurances`;
  const read = await client.read(path, {}, 'insurances');
  return read.kind === 'missing' ? [] : shaped(WireInsurances, found(read), 'insurances').insurances;
}

const found = (read: { readonly kind: string; readonly json?: unknown }): unknown =>
  read.kind === 'found' ? read.json : undefined;

const asList = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : json === undefined ? [] : [json]);

function shaped<T extends z.ZodType>(schema: T, json: unknown, what: string): z.output<T> {
  const result = schema.safeParse(json);
  if (!result.success) throw new MalformedAnswer(fieldFaults(result.error, what));
  return result.data;
}

/** Providers and departments change rarely and are asked for with every visit: kept for the life of the process, misses are not. */
interface KeptReads {
  provider(id: string): Promise<WireProvider | undefined>;
  department(id: string): Promise<WireDepartment | undefined>;
}

function createKeptReads(client: AthenahealthClient): KeptReads {
  const providers = new Map<string, WireProvider>();
  const departments = new Map<string, WireDepartment>();
  return {
    provider: async (id) =>
      keptOr(providers, id, async () => {
        const read = await client.read(`/providers/${encodeURIComponent(id)}`, {}, 'provider');
        return read.kind === 'found' ? shaped(WireProvider, oneOf(read.json), 'provider') : undefined;
      }),
    department: async (id) =>
      keptOr(departments, id, async () => {
        const read = await client.read(`/departments/${encodeURIComponent(id)}`, {}, 'department');
        return read.kind === 'found' ? shaped(WireDepartment, oneOf(read.json), 'department') : undefined;
      }),
  };
}

async function keptOr<T>(kept: Map<string, T>, id: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
  const known = kept.get(id);
  if (known !== undefined) return known;
  const value = await read();
  if (value !== undefined) kept.set(id, value);
  return value;
}
