import {
  OTHER_DAY_LABEL,
  PRIOR_PROCEDURE_FIELDS,
  PRIOR_PROCEDURE_LABEL,
  PROCEDURE_FIELDS,
  PROCEDURE_LABEL,
  VISIT_LABELS,
  type LabelledField,
  type LineGrammar,
} from '../../../shared/ehr/athenahealth/labels';

type Json = Readonly<Record<string, unknown>>;

/** The facts the chart has no field for, as the labelled lines a provider's template would leave in the note. */
export function summaryHtmlOf(encounter: Json): string {
  const lines = [
    ...VISIT_LABELS.flatMap((field) => lineOf(field.label, field.grammar, valueAt(encounter, field.field))),
    ...items(encounter['other_day_minutes']).flatMap((day) => lineOf(OTHER_DAY_LABEL.label, OTHER_DAY_LABEL.grammar, day)),
    ...itemLines(PROCEDURE_LABEL, PROCEDURE_FIELDS, items(encounter['procedures'])),
    ...itemLines(PRIOR_PROCEDURE_LABEL, PRIOR_PROCEDURE_FIELDS, items(encounter['prior_procedures'])),
  ];
  const prose = 'Patient seen and examined. Plan was discussed in detail; questions were answered.';
  return `<html><body><div class="note"><p>${prose}</p>${lines.map((line) => `<p>${line}</p>`).join('')}</div></body></html>`;
}

const items = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null) : [];

function valueAt(encounter: Json, path: string): unknown {
  const [outer = '', inner] = path.split('.');
  const value = encounter[outer];
  if (inner === undefined) return value;
  return typeof value === 'object' && value !== null ? (value as Json)[inner] : undefined;
}

/** The item's own line always stands, empty where it has no code, so that an item without any fact is still one. */
const itemLines = (label: string, fields: readonly LabelledField[], list: readonly Json[]): readonly string[] =>
  list.flatMap((item, index) =>
    fields.flatMap((field) => {
      const own = [label, String(index + 1), field.label].join(' ').trim();
      const lines = lineOf(own, field.grammar, item[field.field]);
      return lines.length === 0 && field.label === '' ? [`${own}:`] : lines;
    }),
  );

const lineOf = (label: string, grammar: LineGrammar, value: unknown): readonly string[] => {
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return [];
  return [`${label}: ${escaped(written(grammar, value))}`];
};

function written(grammar: LineGrammar, value: unknown): string {
  switch (grammar.kind) {
    case 'yes-no':
      return value === true ? 'yes' : 'no';
    case 'minutes':
      return `${plain(value)} min`;
    case 'date-and-minutes':
      return `${plain((value as Json)['date'])} ${plain((value as Json)['minutes'])} min`;
    case 'texts':
    case 'counts':
      return (value as readonly unknown[]).map(plain).join(', ');
    case 'teeth':
      return items(value)
        .map((tooth) => `${plain(tooth['number'])} ${plain(tooth['surfaces'])}`.trim())
        .join(', ');
    case 'words':
    case 'number':
    case 'date':
    case 'text':
      return plain(value);
  }
}

const plain = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const escaped = (text: string): string => text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
