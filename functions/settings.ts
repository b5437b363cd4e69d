import { z } from 'zod';
import { err, ok, type Result } from '../shared/kernel/result';
import type { WorkflowSettings } from '../shared/workflow/world';

const present = z.string().min(1);

/** Not below the ten minutes in which a slow answer is still ordinary, not beyond the day after which the money is late. */
const GRACE_MINUTES = { least: 10, most: 1_440 } as const;
const isGrace = (text: string): boolean =>
  /^\d{1,4}$/.test(text) && Number(text) >= GRACE_MINUTES.least && Number(text) <= GRACE_MINUTES.most;

/** The app's settings, as the Functions host gives them. Names in docs/settings.md. */
const Settings = z.object({
  /** Connection string, or the namespace for the managed identity. */
  ServiceBusConnection: present.optional(),
  ServiceBusConnection__fullyQualifiedNamespace: present.optional(),
  /** Connection string, or the two endpoints for the managed identity. */
  StorageConnection: present.optional(),
  Storage__tableServiceUri: z.url().optional(),
  Storage__blobServiceUri: z.url().optional(),
  KeyVaultUri: z.url(),
  EncounterFinalizedQueue: present,
  ClaimReadyQueue: present,
  NotificationsTopic: present,
  /** Subscriptions of that topic whose dead letters are watched, by comma; those that are not named are somebody else's care. */
  NotificationsSubscriptions: present.optional(),
  ListenerSchedule: present,
  EraMonitorSchedule: present,
  /** 'sample', or the folder of the practice's files. */
  PracticeFolder: present,
  /** Folder of imported reference tables; the shipped and training rows serve where it has none. */
  DataFolder: present.optional(),
  /** Blob container of imported reference tables; goes before DataFolder. */
  TablesContainer: present.optional(),
  ATHENAHEALTH_BASE_URL: z.url(),
  ATHENAHEALTH_PRACTICE_ID: present,
  CLAIM_MD_BASE_URL: z.url(),
  /** How long a claim without an answer is looked for before a person is asked; with its source, or not at all. */
  SubmissionGraceMinutes: present.refine(isGrace).optional(),
  /** Who says that no request lands later than the grace: a contract, a mail of the clearinghouse. Stands in the work item. */
  SubmissionGraceSource: present.optional(),
  /** A file with the local day's instant; absent in Azure. */
  VTC_CLOCK_FILE: present.optional(),
  VTC_CODE_VERSION: present.optional(),
});
export type Settings = z.infer<typeof Settings>;

/** The settings from the environment, or a sentence for each that is missing or not as it must be; values are never said. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Result<Settings, readonly string[]> {
  const parsed = Settings.safeParse(environment);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => faultOf(issue.path.join('.'), environment));
  if (
    environment['ServiceBusConnection'] === undefined &&
    environment['ServiceBusConnection__fullyQualifiedNamespace'] === undefined
  )
    faults.push('setting ServiceBusConnection (or ServiceBusConnection__fullyQualifiedNamespace) is missing');
  const identityStorage =
    environment['Storage__tableServiceUri'] !== undefined && environment['Storage__blobServiceUri'] !== undefined;
  if (environment['StorageConnection'] === undefined && !identityStorage)
    faults.push('setting StorageConnection (or Storage__tableServiceUri and Storage__blobServiceUri) is missing');
  if ((environment['SubmissionGraceMinutes'] === undefined) !== (environment['SubmissionGraceSource'] === undefined))
    faults.push('settings SubmissionGraceMinutes and SubmissionGraceSource go together: a grace without its source is a guess');
  return parsed.success && faults.length === 0 ? ok(parsed.data) : err(faults);
}

const MINUTE_MS = 60_000;

/** The workflow's settings with the grace that this deployment states, where it states one (reliability §5). */
export const withStatedGrace = (workflow: WorkflowSettings, settings: Settings): WorkflowSettings =>
  settings.SubmissionGraceMinutes === undefined || settings.SubmissionGraceSource === undefined
    ? workflow
    : {
        ...workflow,
        submission: {
          ...workflow.submission,
          graceMs: Number(settings.SubmissionGraceMinutes) * MINUTE_MS,
          graceSource: settings.SubmissionGraceSource,
        },
      };

const faultOf = (name: string, environment: Readonly<Record<string, string | undefined>>): string =>
  environment[name] === undefined || environment[name] === ''
    ? `setting ${name} is missing`
    : `setting ${name} does not have the form it must have`;
