import type { RegisterCommand } from '../command';
import { registerAudit } from './audit';
import { registerPack } from './pack';
import { registerSimulate } from './simulate';
import { registerX12 } from './x12';

/** Every command of `vtc`, one line each. */
export const commands: readonly RegisterCommand[] = [registerAudit, registerPack, registerSimulate, registerX12];
