import { plainDate } from '../../kernel/plain-date';
import {
  OTHER_DAY_LABEL,
  PRIOR_PROCEDURE_FIELDS,
  PRIOR_PROCEDURE_LABEL,
  PROCEDURE_FIELDS,
  PROCEDURE_LABEL,
  VISIT_LABELS,
  type LabelledField,
  type LineGrammar,
} from './labels';

/** What the labelled lines of a note state: Encounter fields (contracts' JSON names) and the labels that could not be read. */
export interface StatedFacts {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Labels whose value is outside the grammar and whose absence would change the coding: the visit is not coded at all. */
  readonly refusedLabels: readonly string[];
}

interface LabelledLine {
  readonly label: string;
  readonly value: string;
}

type Json = Record<string, unknown>;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const LONGEST_LABEL = 60;

/**
 * Reads the facts out of a note's summary: lines `Label: value` with exactly the practice's labels and a fixed grammar; every other
 * line is prose and is not looked at (design §5). `labels` gives a field another label than the usual one.
 */
export function factsOfSummary(html: string, labels: Readonly<Record<string, string>> = {}): StatedFacts {
  const lines = linesOfSummary(html);
  const fields: Json = {};
  const refusedLabels: string[] = [];
  for (const field of VISIT_LABELS) {
    const label = labels[field.field] ?? field.label;
    const stated = readField(field, valuesOf(lines, label));
    if (stated === 'refused') refusedLabels.push(label);
    else if (stated !== undefined) setAt(fields, field.field, stated.value);
  }
  if (isPartial(fields['mdm'])) delete fields['mdm'];
  readOtherDays(lines, labels, fields, refusedLabels);
  readItems(lines, { label: PROCEDURE_LABEL, fields: PROCEDURE_FIELDS, into: 'procedures' }, fields, refusedLabels);
  readItems(
    lines,
    { label: PRIOR_PROCEDURE_LABEL, fields: PRIOR_PROCEDURE_FIELDS, into: 'prior_procedures' },
    fields,
    refusedLabels,
  );
  return { fields, refusedLabels };
}

/** Two of three columns are enough to set a level, but a column that is missing is a question: half an `mdm` is none. */
const isPartial = (mdm: unknown): boolean => typeof mdm === 'object' && mdm !== null && Object.keys(mdm).length < 3;

/** The labelled lines of a summary: blocks and line breaks part lines, other tags are dropped, entities stand for themselves. */
export function linesOfSummary(html: string): readonly LabelledLine[] {
  return html
    .replace(/<(?:br|\/?(?:p|div|li|tr|h[1-6]))\b[^<>]{0,200}>/gi, '\n')
    .replace(/<[^<>]{0,1000}>/g, '')
    .split(/[\r\n]+/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon < 1 || colon > LONGEST_LABEL) return [];
      return [{ label: decoded(line.slice(0, colon)).trim(), value: decoded(line.slice(colon + 1)).trim() }];
    });
}

const decoded = (escaped: string): string =>
  escaped.replace(/&(?:#(\d{1,6})|([a-z]{2,6}));/g, (whole, code: string | undefined, name: string | undefined) => {
    if (code !== undefined) return String.fromCodePoint(Number(code));
    return ENTITIES[name ?? ''] ?? whole;
  });

const valuesOf = (lines: readonly LabelledLine[], label: string): readonly string[] =>
  lines.filter((line) => line.label === label).map((line) => line.value);

/** Absent: undefined. Stated twice with different values, or outside the grammar: missing or refused, as the field says. */
function readField(field: LabelledField, values: readonly string[]): { value: unknown } | 'refused' | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const value = new Set(values).size === 1 ? readValue(field.grammar, first) : undefined;
  if (value === undefined) return field.unreadable === 'refused' ? 'refused' : undefined;
  return { value };
}

function readValue(grammar: LineGrammar, value: string): unknown {
  switch (grammar.kind) {
    case 'words':
      return readWord(grammar.words, value);
    case 'yes-no':
      return value === 'yes' ? true : value === 'no' ? false : undefined;
    case 'minutes':
      return readCount(/^(\d{1,5}) min$/.exec(value)?.[1]);
    case 'number':
      return /^-?\d{1,9}(?:\.\d{1,6})?$/.test(value) ? Number(value) : undefined;
    case 'date':
      return readDate(value);
    case 'text':
      return value === '' ? undefined : value;
    case 'texts':
      return value === '' ? undefined : value.split(',').map((part) => part.trim());
    case 'counts':
      return all(value.split(',').map((part) => readCount(part.trim())));
    case 'date-and-minutes':
      return readDateAndMinutes(value);
    case 'teeth':
      return all(value.split(',').map((part) => readTooth(part.trim())));
  }
}

/** Words may be written with blanks for the underscores, in any case: 'Audio video' is audio_video. */
const readWord = (words: readonly string[], value: string): string | undefined => {
  const plain = value.toLowerCase().replaceAll(' ', '_');
  return words.find((word) => word.toLowerCase() === plain);
};

const readCount = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,7}$/.test(value) ? Number(value) : undefined;

/** 2026-11-18, or the vendor's own 11/18/2026. */
const readDate = (value: string): string | undefined => {
  const american = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value);
  return plainDate(american === null ? value : `${american[3] ?? ''}-${american[1] ?? ''}-${american[2] ?? ''}`);
};

function readDateAndMinutes(value: string): Json | undefined {
  const parts = /^(\S+) (\d{1,5}) min$/.exec(value);
  const date = readDate(parts?.[1] ?? '');
  return date === undefined ? undefined : { date, minutes: Number(parts?.[2]) };
}

/** `14 MOD`, or `14` alone for a whole tooth. */
function readTooth(value: string): Json | undefined {
  const parts = /^([0-9A-Z]{1,2})(?: ([A-Z]{1,6}))?$/.exec(value);
  return parts === null ? undefined : { number: parts[1], surfaces: parts[2] ?? '' };
}

const all = (values: readonly unknown[]): unknown => (values.includes(undefined) ? undefined : values);

function readOtherDays(
  lines: readonly LabelledLine[],
  labels: Readonly<Record<string, string>>,
  fields: Json,
  refusedLabels: string[],
): void {
  const label = labels[OTHER_DAY_LABEL.field] ?? OTHER_DAY_LABEL.label;
  const values = valuesOf(lines, label);
  if (values.length === 0) return;
  const days = all(values.map((value) => readValue(OTHER_DAY_LABEL.grammar, value)));
  if (days === undefined) refusedLabels.push(label);
  else fields[OTHER_DAY_LABEL.field] = days;
}

interface ItemLabels {
  readonly label: string;
  readonly fields: readonly LabelledField[];
  readonly into: string;
}

/** Numbered items, in the order of their numbers; a line that names a number makes the item exist. */
function readItems(lines: readonly LabelledLine[], items: ItemLabels, fields: Json, refusedLabels: string[]): void {
  const numbers = new Set(lines.flatMap((line) => numberIn(line.label, items.label)));
  if (numbers.size === 0) return;
  fields[items.into] = [...numbers]
    .sort((a, b) => a - b)
    .map((number) => {
      const item: Json = {};
      for (const field of items.fields) {
        const label = [items.label, String(number), field.label].join(' ').trim();
        const values = valuesOf(lines, label);
        const stated = field.label === '' && values.every((value) => value === '') ? undefined : readField(field, values);
        if (stated === 'refused') refusedLabels.push(label);
        else if (stated !== undefined) item[field.field] = stated.value;
      }
      return item;
    });
}

const numberIn = (label: string, itemLabel: string): number[] => {
  if (!label.startsWith(`${itemLabel} `)) return [];
  const number = /^(\d{1,3})(?: |$)/.exec(label.slice(itemLabel.length + 1))?.[1];
  return number === undefined ? [] : [Number(number)];
};

/** 'transitional_care.contact_date' becomes { transitional_care: { contact_date } }. */
function setAt(target: Json, path: string, value: unknown): void {
  const [outer = '', inner] = path.split('.');
  if (inner === undefined) {
    target[outer] = value;
    return;
  }
  const held = target[outer];
  const nested: Json = typeof held === 'object' && held !== null ? { ...held } : {};
  nested[inner] = value;
  target[outer] = nested;
}
