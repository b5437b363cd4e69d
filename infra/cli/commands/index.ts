import type { RegisterCommand } from '../command';
import { registerAudit } from './audit';

/** Every command of `vtc`, one line each. */
export const commands: readonly RegisterCommand[] = [registerAudit];
