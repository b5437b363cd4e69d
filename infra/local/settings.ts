import { hasImportedTables } from '../../shared/reference-data/table-source';

/** Where the services of the local stack listen, told by them when they are up. */
export interface ServiceAddresses {
  readonly serviceBus: string;
  readonly storage: string;
  readonly vault: string;
  readonly athenahealth: string;
  readonly claimMd: string;
  readonly azuritePid: number;
}

export const QUEUES = ['encounter-finalized', 'claim-ready'] as const;
export const NOTIFICATIONS_TOPIC = 'notifications';
export const NOTIFICATIONS_SUBSCRIPTION = 'flows';
export const ATHENAHEALTH_PRACTICE_ID = '195900';
export const LISTENER_SCHEDULE = '0 */5 * * * *';
export const ERA_MONITOR_SCHEDULE = '0 */30 * * * *';

/** The app's settings on this machine: the names of functions/settings.ts (docs/settings.md). */
export function appSettings(
  addresses: ServiceAddresses,
  parts: { readonly practice: string; readonly dataFolder: string; readonly clockFile: string },
): Readonly<Record<string, string>> {
  return {
    ServiceBusConnection: addresses.serviceBus,
    StorageConnection: addresses.storage,
    KeyVaultUri: addresses.vault,
    EncounterFinalizedQueue: QUEUES[0],
    ClaimReadyQueue: QUEUES[1],
    NotificationsTopic: NOTIFICATIONS_TOPIC,
    NotificationsSubscriptions: NOTIFICATIONS_SUBSCRIPTION,
    ListenerSchedule: LISTENER_SCHEDULE,
    EraMonitorSchedule: ERA_MONITOR_SCHEDULE,
    PracticeFolder: parts.practice,
    DataFolder: hasImportedTables(parts.dataFolder) ? parts.dataFolder : '.vtc/data',
    ATHENAHEALTH_BASE_URL: addresses.athenahealth,
    ATHENAHEALTH_PRACTICE_ID,
    CLAIM_MD_BASE_URL: addresses.claimMd,
    VTC_CLOCK_FILE: parts.clockFile,
    VTC_CODE_VERSION: 'local',
  };
}
