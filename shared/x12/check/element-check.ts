import type { X12FindingCode } from './finding-catalogue';
import { isExtended } from '../core/character-set';
import { isTime, readDates, readDecimal } from '../core/element-format';
import type { Segment } from '../core/segment';
import { inList } from '../structure/code-lists';
import { conditionsOf, qualifiedDatesOf, typesOf } from '../structure/element-dictionary';
import type { Condition, DataType, ElementType } from '../structure/element-dictionary';
import type { ElementSpec } from '../structure/element-notation';
import type { Report, X12Severity } from './x12-finding';

/** What an element check needs beside the segment: what the guide says of it, and how strict the transaction is read. */
export interface ElementContext {
  /** What the guide says; undefined for a segment that stands where the guide has none. */
  readonly specs: readonly ElementSpec[] | undefined;
  /** An 837 is ours to correct: what a payer merely should not send is an error there, elsewhere a warning. */
  readonly ours: boolean;
  readonly report: Report;
}

/** Checks usage, codes, types, lengths and characters of one segment's elements. */
export function checkElements(segment: Segment, context: ElementContext): void {
  const { elements } = segment;
  const types = typesOf(segment.id);
  const specs = context.specs;
  if (elements.length > 1 && elements.at(-1) === '') say(segment, context, 'warn', 'element-trailing-empty', elements.length - 1);
  for (let position = 1; position < elements.length; position++) {
    const value = elements[position] ?? '';
    if (value === '') continue;
    const spec = specs === undefined ? undefined : specAt(specs, position);
    if (specs !== undefined && spec === undefined) {
      const known = types === undefined || position <= types.length;
      say(segment, context, known && !context.ours ? 'warn' : 'error', known ? 'element-not-used' : 'element-beyond', position);
    }
    checkValue({ segment, context, position, value, spec, type: types?.[position - 1] });
  }
  for (const spec of specs ?? [])
    if (spec.required && (elements[spec.position] ?? '') === '') say(segment, context, 'error', 'element-missing', spec.position);
  for (const [format, date] of qualifiedDatesOf(segment.id)) checkQualifiedDate(segment, context, format, date);
  for (const condition of conditionsOf(segment.id)) checkCondition(segment, context, condition);
}

/** The spec of an element; specs stand in the order of their positions, few of them left out. */
function specAt(specs: readonly ElementSpec[], position: number): ElementSpec | undefined {
  for (let index = Math.min(position, specs.length) - 1; index >= 0; index--) {
    const spec = specs[index];
    if (spec !== undefined && spec.position <= position) return spec.position === position ? spec : undefined;
  }
  return undefined;
}

interface Value {
  readonly segment: Segment;
  readonly context: ElementContext;
  readonly position: number;
  readonly value: string;
  readonly spec: ElementSpec | undefined;
  readonly type: ElementType | undefined;
}

function checkValue(at: Value): void {
  const { segment, context, position, spec, type } = at;
  const { repetition, component } = segment.delimiters;
  const repeats = repetition === undefined ? [at.value] : at.value.split(repetition);
  if (repeats.length > (spec?.repeats ?? Infinity)) say(segment, context, 'error', 'element-repeated', position);
  for (const value of repeats) {
    const composite = spec?.components ?? (Array.isArray(type) ? [] : undefined);
    if (composite !== undefined) checkComponents({ ...at, value }, composite);
    else if (value.includes(component) && (spec !== undefined || type !== undefined))
      say(segment, context, 'error', 'component-unexpected', position);
    else checkSimple({ ...at, value }, undefined, spec, Array.isArray(type) ? undefined : (type as DataType | undefined));
  }
}

function checkComponents(at: Value, specs: readonly ElementSpec[]): void {
  const { segment, context, position, value, type } = at;
  const parts = value.split(segment.delimiters.component);
  if (parts.length === 1 && specs.some((spec) => spec.required && spec.position > 1) && /[:>|\\]/.test(value)) {
    say(segment, context, 'error', 'component-separator', position);
    return;
  }
  if (parts.length > 1 && parts.at(-1) === '') say(segment, context, 'warn', 'element-trailing-empty', position, parts.length);
  for (const [index, part] of parts.entries()) {
    if (part === '') continue;
    const spec = specAt(specs, index + 1);
    if (specs.length > 0 && spec === undefined)
      say(segment, context, context.ours ? 'error' : 'warn', 'element-not-used', position, index + 1);
    const types: readonly DataType[] = Array.isArray(type) ? (type as readonly DataType[]) : [];
    checkSimple({ ...at, value: part }, index + 1, spec, types[index]);
  }
  for (const spec of specs)
    if (spec.required && (parts[spec.position - 1] ?? '') === '')
      say(segment, context, 'error', 'element-missing', position, spec.position);
}

function checkSimple(at: Value, part: number | undefined, spec: ElementSpec | undefined, type: DataType | undefined): void {
  const { segment, context, position, value } = at;
  const found = (severity: X12Severity, code: ElementCode): void => {
    say(segment, context, severity, code, position, part);
  };
  if (!isExtended(value)) {
    if (/[\u0000-\u001f\u007f]/.test(value)) found('error', 'control-character');
    else found(context.ours ? 'error' : 'warn', 'character-set');
  }
  if (value.trim() === '') found(context.ours ? 'error' : 'warn', 'element-blank');
  else if (value !== value.trim()) found('warn', 'blank-at-edge');
  if (spec?.codes !== undefined) {
    if (!spec.codes.has(value)) found('error', 'code-invalid');
    return;
  }
  if (spec?.list !== undefined && !inList(spec.list, value))
    found(context.ours || spec.list === 'claim_status_cat' ? 'error' : 'warn', 'code-unlisted');
  if (type !== undefined) checkType(value, type, found);
}

// Of all decimal elements only amounts (data element 782) have this length; they count whole cents.
const AMOUNT_LONGEST = 18;

function checkType(value: string, type: DataType, found: (severity: X12Severity, code: ElementCode) => void): void {
  const length =
    type.kind === 'R' ? value.replace(/[-.]/g, '').length : type.kind === 'N' ? value.replace('-', '').length : value.length;
  if (length > type.max) found('error', 'element-too-long');
  else if (length < type.min) found('error', 'element-too-short');
  if (type.kind === 'R') {
    if (readDecimal(value) === undefined) found('error', 'number-invalid');
    else if (type.max === AMOUNT_LONGEST && /\.\d\d\d/.test(value))
      found(/\.\d\d0+$/.test(value) ? 'warn' : 'error', 'amount-decimals');
    else if (/^-?0\d|^-0*\.?0*$/.test(value)) found('warn', 'number-form');
  } else if (type.kind === 'N' && !/^-?\d+$/.test(value)) found('error', 'number-invalid');
  else if (type.kind === 'DT' && length === type.max && readDates('D8', type.max === 6 ? `20${value}` : value) === undefined)
    found('error', 'date-invalid');
  else if (type.kind === 'TM' && !isTime(value)) found('error', 'time-invalid');
}

function checkQualifiedDate(segment: Segment, context: ElementContext, format: number, date: number): void {
  const value = segment.elements[date] ?? '';
  const qualifier = segment.elements[format] ?? '';
  if (value === '' || (qualifier !== 'D8' && qualifier !== 'RD8')) return;
  const dates = readDates(qualifier, value);
  if (dates === undefined || (qualifier === 'D8') !== (value.length === 8)) say(segment, context, 'error', 'date-invalid', date);
  else if (dates.to < dates.from) say(segment, context, 'error', 'date-order', date);
}

function checkCondition(segment: Segment, context: ElementContext, [kind, ...positions]: Condition): void {
  const has = (position: number): boolean => (segment.elements[position] ?? '') !== '';
  const present = positions.filter(has);
  const absent = positions.filter((position) => !has(position));
  const broken =
    kind === 'P'
      ? present.length > 0 && absent.length > 0
      : kind === 'R'
        ? present.length === 0
        : has(positions[0] ?? 0) && absent.length > 0;
  // A required element that is missing has been said already.
  const said = absent.every((position) => context.specs?.find((spec) => spec.position === position)?.required === true);
  if (broken && !said) say(segment, context, 'error', 'element-pair', absent[0] ?? 0);
}

const MESSAGES = {
  'element-trailing-empty': (what: string) => `${what} is empty at the segment's end; leave trailing separators out.`,
  'element-not-used': (what: string) => `${what} is not used by this guide; leave it empty.`,
  'element-beyond': (what: string) => `${what} is beyond the segment's last element.`,
  'element-missing': (what: string) => `${what} is required and missing.`,
  'element-repeated': (what: string) => `${what} repeats more often than the guide allows.`,
  'element-pair': (what: string) => `${what} is missing beside the element that belongs with it: send both or none.`,
  'element-blank': (what: string) => `${what} holds only blanks; leave it empty instead.`,
  'blank-at-edge': (what: string) => `${what} starts or ends with a blank.`,
  'component-unexpected': (what: string) => `${what} has components where the guide has one value.`,
  'component-separator': (what: string) => `${what} separates its components by another character than the one ISA16 names.`,
  'code-invalid': (what: string) => `${what} has a code that the guide does not allow here.`,
  'code-unlisted': (what: string) => `${what} is not in the code list it is taken from.`,
  'element-too-long': (what: string) => `${what} is longer than the standard allows.`,
  'element-too-short': (what: string) => `${what} is shorter than the standard allows.`,
  'number-invalid': (what: string) => `${what} is not a number as X12 writes it (digits, one point, no plus, no exponent).`,
  'amount-decimals': (what: string) => `${what} has more than two decimals: an amount is in whole cents.`,
  'number-form': (what: string) => `${what} is written with leading zeros or as minus zero.`,
  'date-invalid': (what: string) => `${what} is not a date that exists, in the format its qualifier names.`,
  'date-order': (what: string) => `${what} ends before it starts.`,
  'time-invalid': (what: string) => `${what} is not a time of day.`,
  'control-character': (what: string) => `${what} holds a control character.`,
  'character-set': (what: string) => `${what} holds a character outside X12's extended set; payers reject or garble it.`,
} as const satisfies Partial<Record<X12FindingCode, (what: string) => string>>;

type ElementCode = keyof typeof MESSAGES;

function say(
  segment: Segment,
  context: ElementContext,
  severity: X12Severity,
  code: ElementCode,
  position: number,
  part?: number,
): void {
  const element = `${segment.id}${String(position).padStart(2, '0')}${part === undefined ? '' : `-${part}`}`;
  const message = MESSAGES[code](element);
  context.report({ severity, segment_index: segment.index, segment: segment.id, element, code, message });
}
