import type { RegisterCommand } from '../command';

/** Every command of `vtc`, one line each. */
export const commands: readonly RegisterCommand[] = [];
