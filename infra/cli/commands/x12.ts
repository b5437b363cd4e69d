import type { Command } from 'commander';
import { registerX12Check } from './x12-check';
import { registerX12Read } from './x12-read';
import { registerX12Write } from './x12-write';

/** `vtc x12`: check, write and read X12 files. */
export function registerX12(program: Command): void {
  const x12 = program.command('x12').description('check, write and read X12 files');
  registerX12Check(x12);
  registerX12Write(x12);
  registerX12Read(x12);
}
