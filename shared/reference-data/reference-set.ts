/** The official tables by the names that `vtc data import SET` takes. */
export const REFERENCE_SETS = [
  'ncci-ptp-practitioner',
  'ncci-ptp-outpatient',
  'ncci-mue-practitioner',
  'ncci-mue-outpatient',
  'ncci-add-on',
  'icd-10-cm',
  'hcpcs',
  'mpfs',
  'gpci',
  'pos',
  'lcd-articles',
] as const;

export type ReferenceSet = (typeof REFERENCE_SETS)[number];

export const isReferenceSet = (name: string): name is ReferenceSet => (REFERENCE_SETS as readonly string[]).includes(name);

/**
 * Do the set's rows carry their own dates? Then one import is the whole table, for all dates its rows cover.
 * Else a file is one version from a date on, and that date must be given: the file does not state it.
 */
export const DATED_BY_ROWS: Readonly<Record<ReferenceSet, boolean>> = {
  'ncci-ptp-practitioner': true,
  'ncci-ptp-outpatient': true,
  'ncci-mue-practitioner': false,
  'ncci-mue-outpatient': false,
  'ncci-add-on': true,
  'icd-10-cm': false,
  hcpcs: true,
  mpfs: false,
  gpci: false,
  pos: false,
  'lcd-articles': true,
};

/** How often CMS publishes the set, for the daily check; null: when something changes. */
export const PUBLISHED: Readonly<Record<ReferenceSet, 'quarterly' | 'october' | 'january' | null>> = {
  'ncci-ptp-practitioner': 'quarterly',
  'ncci-ptp-outpatient': 'quarterly',
  'ncci-mue-practitioner': 'quarterly',
  'ncci-mue-outpatient': 'quarterly',
  'ncci-add-on': 'quarterly',
  'icd-10-cm': 'october',
  hcpcs: 'quarterly',
  mpfs: 'quarterly',
  gpci: 'january',
  pos: null,
  'lcd-articles': 'quarterly',
};
