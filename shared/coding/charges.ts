import { cents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';

/** Fee × units. No fee charges nothing, which the edits refuse (A004); units that are no count of services (A005) charge one. */
export function chargeOf(context: CodingContext, line: DraftLine): Cents {
  const fee = context.rules.fees.fee(line.code, line.modifiers, context.on);
  if (fee === undefined) return ZERO_CENTS;
  return cents(Number.isInteger(line.units) && line.units > 0 ? fee * line.units : fee);
}
