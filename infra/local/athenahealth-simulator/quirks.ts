type Json = Record<string, unknown>;

/** An answer that is not simply 200 with JSON. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly body: string,
  ) {}
}

const refusal = (status: number, json: Json): RawAnswer => new RawAnswer(status, 'application/json', JSON.stringify(json));

interface Quirk {
  /** The paths below /v1/{practiceid} whose GET it spoils. */
  readonly at: RegExp;
  readonly spoil: (json: unknown) => unknown;
}

/** Array of one or the thing itself, changed. */
const first = (json: unknown, change: (record: Json) => unknown): unknown =>
  Array.isArray(json) ? [change(json[0] as Json), ...(json.slice(1) as unknown[])] : change(json as Json);

const firstRow = (change: (row: Json) => unknown): Quirk => ({
  at: /^\/appointments\/changed$/,
  spoil: (json) => {
    const page = json as { appointments: readonly Json[] };
    return page.appointments.length === 0 ? page : { ...page, appointments: first(page.appointments, change) };
  },
});

const ofAppointment = (change: (appointment: Json) => unknown): Quirk => ({
  at: /^\/appointments\/\d+$/,
  spoil: (json) => first(json, change),
});

const ENCOUNTER = /^\/chart\/encounter\/[^/]+$/;
const ofEncounter = (change: (encounter: Json) => unknown): Quirk => ({ at: ENCOUNTER, spoil: (json) => first(json, change) });

const ofDiagnoses = (icdcodes: (record: Json) => readonly Json[]): Quirk => ({
  at: /\/diagnoses$/,
  spoil: (json) => (json as readonly Json[]).map((record) => ({ ...record, icdcodes: icdcodes(record) })),
});

const codesOf = (record: Json): readonly Json[] => record['icdcodes'] as readonly Json[];

const ofInsurances = (change: (insurances: readonly Json[]) => readonly Json[]): Quirk => ({
  at: /\/insurances$/,
  spoil: (json) => ({ ...(json as Json), insurances: change((json as { insurances: readonly Json[] }).insurances) }),
});

const instead = (at: RegExp, answer: unknown): Quirk => ({ at, spoil: () => answer });

const isoDateOf = (value: unknown): string => String(value).replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$1-$2');

/** Habits of the vendor that no visit's script brings about, one at a time. */
const QUIRKS = {
  'cancelled-appointment': firstRow((row) => ({ ...row, appointmentstatus: 'x' })),
  'no-charges-wanted': firstRow((row) => ({ ...row, chargeentrynotrequired: true })),
  'no-charges-wanted-as-text': firstRow((row) => ({ ...row, chargeentrynotrequired: 'true' })),
  'appointment-without-encounter': firstRow(({ encounterid: _encounterid, ...row }) => row),
  'row-in-another-shape': firstRow(() => 'no appointment at all'),
  'deleted-in-the-feed': firstRow(({ stopsignoff: _stopsignoff, ...row }) => ({ ...row, encounterstatus: 'DELETED' })),
  'touched-after-signature': firstRow((row) => ({ ...row, appointmentstatus: '4', lastmodified: '11/20/2026 23:59:59' })),
  'cancelled-after-all': ofAppointment((appointment) => ({ ...appointment, appointmentstatus: 'x' })),
  'no-charges-after-all': ofAppointment((appointment) => ({ ...appointment, chargeentrynotrequired: 'true' })),
  'second-of-signature-missing': ofAppointment(({ stopsignoff: _stopsignoff, ...appointment }) => appointment),
  'encounter-deleted': ofEncounter((encounter) => ({ ...encounter, status: 'DELETED' })),
  'orders-only': ofEncounter((encounter) => ({ ...encounter, encountertype: 'ORDERSONLY' })),
  'flow-sheet': ofEncounter((encounter) => ({ ...encounter, encountertype: 'FLOWSHEET' })),
  'in-review': ofEncounter((encounter) => ({ ...encounter, status: 'REVIEW' })),
  'encounter-pending': ofEncounter((encounter) => ({ ...encounter, status: 'PEND' })),
  'dates-in-iso': ofEncounter((encounter) => ({ ...encounter, encounterdate: isoDateOf(encounter['encounterdate']) })),
  'not-in-an-array': { at: ENCOUNTER, spoil: (json: unknown) => (json as readonly unknown[])[0] },
  'encounter-without-id': ofEncounter(() => ({ status: 'CLOSED' })),
  'error-under-200': instead(ENCOUNTER, { error: 'x', detailedmessage: 'y' }),
  'html-under-200': instead(ENCOUNTER, new RawAnswer(200, 'text/html', '<html><body>Sign in</body></html>')),
  'over-rate-limit-as-403': instead(ENCOUNTER, refusal(403, { error: 'Over Rate Limit' })),
  'patient-missing': instead(/^\/patients\/[^/]+$/, refusal(404, { error: 'The patient was not found.' })),
  'icd9-beside-icd10': ofDiagnoses((record) => [{ codeset: 'ICD9', code: '401.9', diagnosiscode: '4019' }, ...codesOf(record)]),
  'no-icd-codes': ofDiagnoses(() => []),
  'two-icd10-codes': ofDiagnoses((record) => [...codesOf(record), { codeset: 'ICD10', code: 'E11.9', diagnosiscode: 'E119' }]),
  'code-without-its-dotted-form': ofDiagnoses((record) => codesOf(record).map(({ code: _code, ...icd }) => icd)),
  'secondary-before-primary': ofInsurances((list) => [
    { insurancepackageid: 7, insurancepackagepayerid: 'COM2', sequencenumber: '2', insuranceidnumber: 'SECOND' },
    ...list,
  ]),
  'package-without-payer-id': ofInsurances((list) =>
    list.map(({ insurancepackagepayerid: _payerid, ...insurance }) => insurance),
  ),
  'department-elsewhere': {
    at: /^\/departments\/[^/]+$/,
    spoil: (json: unknown) => first(json, (department) => ({ ...department, placeofservicetypeid: '22' })),
  },
  'provider-without-npi': {
    at: /^\/providers\//,
    spoil: (json: unknown) => first(json, ({ npi: _npi, ...provider }) => provider),
  },
  'other-events-only': instead(/^\/appointments\/changed\/subscription$/, {
    status: 'PARTIAL',
    subscriptions: [{ eventname: 'CheckIn' }, { eventname: 'CancelAppointment' }],
  }),
  'departments-forbidden': instead(/^\/departments$/, refusal(403, { error: 'Forbidden' })),
  'departments-over-limit': instead(/^\/departments$/, refusal(403, { error: 'Over Rate Limit' })),
  'departments-unknown': instead(/^\/departments$/, refusal(404, { error: 'The requested resource was not found.' })),
  'departments-broken': instead(/^\/departments$/, refusal(500, { error: 'Internal Server Error' })),
} as const satisfies Readonly<Record<string, Quirk>>;

export type AthenahealthQuirk = keyof typeof QUIRKS;

/** The answer to the GET of a path, with the bad habit where it belongs to that path. */
export function quirky(name: AthenahealthQuirk | undefined, path: string, json: unknown): unknown {
  if (name === undefined) return json;
  const quirk: Quirk = QUIRKS[name];
  return quirk.at.test(path) ? quirk.spoil(json) : json;
}
