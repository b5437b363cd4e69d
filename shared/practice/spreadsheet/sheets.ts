/** How a field stands in a cell: lists separated by blanks, pairs as 20610:59, settings as D002=off, prior authorization as 27447@21,22. */
export type CellKind =
  | 'text'
  | 'nullable-text'
  | 'optional-text'
  | 'number'
  | 'optional-number'
  | 'boolean'
  | 'list'
  | 'optional-list'
  | 'code-modifier-pairs'
  | 'substitutions'
  | 'settings'
  | 'prior-authorization'
  | 'surface-count';

export interface Column {
  readonly name: string;
  readonly kind: CellKind;
}

/** A sheet of the workbook, or a CSV file of its name: one list of the practice's files. */
export interface Sheet {
  readonly name: 'diagnoses' | 'procedures' | 'dental' | 'payers' | 'fees';
  readonly file: 'rule-pack.json' | 'fee-schedule.json';
  readonly columns: readonly Column[];
  /** The columns that name a row, for the diff. */
  readonly key: readonly string[];
}

const columns = (kind: CellKind, names: string): Column[] => names.split(' ').map((name) => ({ name, kind }));
const WINDOW: readonly Column[] = [...columns('text', 'effective_from'), ...columns('nullable-text', 'effective_to')];

export const SHEETS: readonly Sheet[] = [
  {
    name: 'diagnoses',
    file: 'rule-pack.json',
    columns: [...columns('optional-text', 'words snomed_code'), ...columns('text', 'icd10_code'), ...WINDOW],
    key: ['words', 'snomed_code', 'effective_from'],
  },
  {
    name: 'procedures',
    file: 'rule-pack.json',
    columns: [
      ...columns('text', 'key code'),
      ...columns('optional-number', 'units'),
      ...columns('optional-list', 'modifiers companions supported_by'),
      ...WINDOW,
    ],
    key: ['key', 'effective_from'],
  },
  {
    name: 'dental',
    file: 'rule-pack.json',
    columns: [
      ...columns('text', 'procedure_type'),
      ...columns('optional-text', 'code'),
      ...columns('surface-count', 'by_surface_count'),
      ...WINDOW,
    ],
    key: ['procedure_type', 'effective_from'],
  },
  {
    name: 'payers',
    file: 'rule-pack.json',
    columns: [
      ...columns('text', 'payer_id name payer_type claim_filing_code'),
      ...columns('nullable-text', 'telehealth_audio_video_modifier telehealth_audio_only_modifier'),
      ...columns('boolean', 'takes_98000_98015'),
      ...columns('text', 'prolonged'),
      ...columns('boolean', 'takes_g2211 takes_consultations takes_preventive takes_wellness takes_dental'),
      ...columns('text', 'vaccine_administration'),
      ...columns('number', 'timely_filing_days'),
      ...columns('text', 'member_id_pattern'),
      ...columns('boolean', 'billing_taxonomy_required'),
      ...columns('code-modifier-pairs', 'required_modifiers forbidden_modifiers'),
      ...columns('substitutions', 'substitutions'),
      ...columns('list', 'not_taken'),
      ...columns('settings', 'edits'),
      ...columns('prior-authorization', 'prior_authorization'),
      ...columns('boolean', 'referral_required'),
      ...WINDOW,
    ],
    key: ['payer_id', 'effective_from'],
  },
  {
    name: 'fees',
    file: 'fee-schedule.json',
    columns: [...columns('text', 'code'), ...columns('optional-text', 'modifier'), ...columns('number', 'fee'), ...WINDOW],
    key: ['code', 'modifier', 'effective_from'],
  },
];
