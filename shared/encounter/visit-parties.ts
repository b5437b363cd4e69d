import type { PlainDate } from '../kernel/plain-date';
import type { Sex } from './encounter';

/** Who the patient is and who pays, as the EHR has it: what a claim needs beside the codes. */
export interface VisitParties {
  readonly patient: {
    readonly lastName?: string;
    readonly firstName?: string;
    readonly middleName?: string;
    readonly birthDate?: PlainDate;
    readonly sex?: Sex;
    readonly address?: PartyAddress;
  };
  readonly insurance?: {
    readonly payerId: string;
    readonly memberId?: string;
    readonly relationship: string;
    readonly groupNumber?: string;
    readonly subscriber?: {
      readonly lastName?: string;
      readonly firstName?: string;
      readonly birthDate?: PlainDate;
      readonly sex?: Sex;
      readonly address?: PartyAddress;
    };
  };
}

export interface PartyAddress {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
}
