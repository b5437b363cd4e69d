import { D007 } from './add-on';
import { C002, C003, C004 } from './modifiers';
import { D004, D005, D006 } from './mue';
import { D001, D002, D003, D036 } from './ncci';
import type { ScrubRule } from './rule';
import { A003, A004, A005, A006, A007 } from './structure';

/** Every edit, by id: the one list that the engine runs and docs/rules.md is written from. */
export const ruleCatalogue: readonly ScrubRule[] = [
  A003,
  A004,
  A005,
  A006,
  A007,
  C002,
  C003,
  C004,
  D001,
  D002,
  D003,
  D004,
  D005,
  D006,
  D007,
  D036,
];
