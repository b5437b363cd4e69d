import type { RegisterCommand } from '../command';
import { registerAudit } from './audit';
import { registerData } from './data';
import { registerCode } from './code';
import { registerExplain } from './explain';
import { registerPack } from './pack';
import { registerParked } from './parked';
import { registerScrub } from './scrub';
import { registerSimulate } from './simulate';
import { registerSchema } from './schema';
import { registerX12 } from './x12';

/** Every command of `vtc`, one line each. */
export const commands: readonly RegisterCommand[] = [
  registerAudit,
  registerData,
  registerCode,
  registerExplain,
  registerPack,
  registerParked,
  registerSchema,
  registerScrub,
  registerSimulate,
  registerX12,
];
