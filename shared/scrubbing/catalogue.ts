import { D007 } from './add-on';
import { D032, D033 } from './care-management';
import { D035, E017 } from './charges';
import { A008, A009, A010, E012 } from './claim-history';
import { C001, C005, C006, C008, C009, C010, C011 } from './codes';
import { E001, E002, E011, E016 } from './coverage';
import { A011 } from './dates';
import { D023, D024, D025, D026 } from './diagnoses';
import { D019, E010 } from './drugs';
import { D008, D009, D010, D016, D017 } from './e-m';
import { E005, E006, E007, E008 } from './frequency';
import { D011, D012 } from './globals';
import { D018 } from './immunization';
import { E009 } from './laboratory';
import { C002, C003, C004 } from './modifiers';
import { D004, D005, D006 } from './mue';
import { D001, D002, D003, D036 } from './ncci';
import { B001, B002, B003, B004, B005, B006, B007, B008, B009, B010, B011, B012, B013, B014, B015 } from './parties';
import { D027, D028, D029 } from './patient-fit';
import { E003, E004, E013, E014, E015, E018 } from './payer';
import { D021, D022 } from './place-of-service';
import { F008, F009 } from './practice-facts';
import { A001 } from './required-fields';
import type { ScrubRule } from './rule';
import { A003, A004, A005, A006, A007 } from './structure';
import { D013, D014, D015 } from './surgery';
import { A002 } from './texts';
import { D020, D030, D031, D034 } from './time';

/** Every edit, by id: the one list that the engine runs and docs/rules.md is written from. */
// prettier-ignore
export const ruleCatalogue: readonly ScrubRule[] = [
  A001, A002, A003, A004, A005, A006, A007, A008, A009, A010, A011,
  B001, B002, B003, B004, B005, B006, B007, B008, B009, B010, B011, B012, B013, B014, B015,
  C001, C002, C003, C004, C005, C006, C008, C009, C010, C011,
  D001, D002, D003, D004, D005, D006, D007, D008, D009, D010, D011, D012, D013, D014, D015, D016, D017, D018, D019,
  D020, D021, D022, D023, D024, D025, D026, D027, D028, D029, D030, D031, D032, D033, D034, D035, D036,
  E001, E002, E003, E004, E005, E006, E007, E008, E009, E010, E011, E012, E013, E014, E015, E016, E017, E018,
  F008, F009,
];
