import { element, type Segment } from '../core/segment';

/** What became of an interchange we sent, before anything in it was looked at. */
export interface InterchangeAcknowledgement {
  /** ISA13 of our interchange. */
  readonly interchangeControlNumber: string;
  /** YYMMDD and HHMM of our interchange. */
  readonly date: string;
  readonly time: string;
  readonly outcome: AcknowledgementOutcome;
  /** TA105: 000 no error, 001-031 what was wrong. */
  readonly noteCode: string;
}

export type AcknowledgementOutcome = 'accepted' | 'accepted_with_errors' | 'partially_accepted' | 'rejected';

/** TA104, IK501 and AK901. A code that says neither accepted nor in part is a rejection: nothing is taken as accepted by mistake. */
export function outcomeOf(code: string): AcknowledgementOutcome {
  if (code === 'A') return 'accepted';
  if (code === 'E') return 'accepted_with_errors';
  return code === 'P' ? 'partially_accepted' : 'rejected';
}

export const readTa1 = (segment: Segment): InterchangeAcknowledgement => ({
  interchangeControlNumber: element(segment, 1),
  date: element(segment, 2),
  time: element(segment, 3),
  outcome: outcomeOf(element(segment, 4)),
  noteCode: element(segment, 5),
});
