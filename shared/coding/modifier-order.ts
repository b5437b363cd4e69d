import { tooManyModifiers } from './coding-findings';
import type { CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';

/** Pricing first, then payment and bypass, then what informs. Source: fact sheet em-coding §6. */
const PRICING = ['26', 'TC', '50', '22', '52', '53', '54', '55', '56', '62', '66', '80', '81', '82', 'AS', 'SA', 'JW', 'JZ'];
const PAYMENT = [
  '25',
  '57',
  '24',
  '58',
  '78',
  '79',
  '59',
  'XE',
  'XS',
  'XP',
  'XU',
  '76',
  '77',
  '91',
  '27',
  '51',
  '33',
  'PT',
  'KX',
];
const RANK = new Map([...PRICING, ...PAYMENT].map((modifier, index) => [modifier, index]));
const MOST_MODIFIERS = 4;

const rankOf = (modifier: string): number => RANK.get(modifier) ?? RANK.size;

/** The line with its modifiers in the order of the claim, each once, at most four (C002 beyond). Equal ranks keep the order they came in. */
export function withOrderedModifiers(context: CodingContext, line: DraftLine): DraftLine {
  if (line.modifiers.length < 2) return line;
  const ordered = [...new Set(line.modifiers)].sort((a, b) => rankOf(a) - rankOf(b));
  if (ordered.length > MOST_MODIFIERS) context.notes.find(tooManyModifiers(line.code, ordered.length), line.key);
  return { ...line, modifiers: ordered.slice(0, MOST_MODIFIERS) };
}

/** Modifiers that the payer's row demands on a code. */
export function withRequiredModifiers(context: CodingContext, line: DraftLine): DraftLine {
  const required = context.payer.policy.requiredModifiers.filter((row) => row.code === line.code).map((row) => row.modifier);
  const missing = required.filter((modifier) => !line.modifiers.includes(modifier));
  if (missing.length === 0) return line;
  context.notes.because({ kind: 'payer-modifiers', code: line.code, modifiers: missing });
  return { ...line, modifiers: [...line.modifiers, ...missing] };
}
