import type { RegisterCommand } from '../command';
import { registerAudit } from './audit';
import { registerPack } from './pack';

/** Every command of `vtc`, one line each. */
export const commands: readonly RegisterCommand[] = [registerAudit, registerPack];
