import type { RegisterCommand } from '../command';

/** Every command of `vtc`, one line each. A command is loaded when it is asked for: `x12 read` has no use for the coder's memory. */
const COMMANDS = new Map<string, () => Promise<RegisterCommand>>([
  ['audit', async () => (await import('./audit')).registerAudit],
  ['code', async () => (await import('./code')).registerCode],
  ['data', async () => (await import('./data')).registerData],
  ['explain', async () => (await import('./explain')).registerExplain],
  ['pack', async () => (await import('./pack')).registerPack],
  ['parked', async () => (await import('./parked')).registerParked],
  ['schema', async () => (await import('./schema')).registerSchema],
  ['scrub', async () => (await import('./scrub')).registerScrub],
  ['simulate', async () => (await import('./simulate')).registerSimulate],
  ['x12', async () => (await import('./x12')).registerX12],
]);

/** The command of this name; all of them for the help, and for a name that is none. */
export async function commandsFor(name: string | undefined): Promise<readonly RegisterCommand[]> {
  const asked = COMMANDS.get(name ?? '');
  return Promise.all((asked === undefined ? [...COMMANDS.values()] : [asked]).map(async (load) => load()));
}
