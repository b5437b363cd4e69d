/**
 * Invented visits for a soak, one line each as `--visits` takes them. Every twentieth has a bad day at the clearinghouse or the payer,
 * every fiftieth is held; the rest are accepted and paid. Numbers stand in the names, so that no two patients are one.
 */
export function soakVisits(count: number, day: string): string {
  return Array.from({ length: count }, (_, index) => JSON.stringify(visitOf(index + 1, day))).join('\n');
}

const PROVIDERS = ['1234567893', '1345678902', '1456789019'];
const LEVELS = ['low', 'moderate', 'straightforward'];

const BAD_DAYS: readonly Readonly<Record<string, string>>[] = [
  { clearinghouse: 'timeout_after_accept' },
  { remittance: 'denied', carc: '50' },
  { clearinghouse: 'reject', remittance: 'none' },
  { remittance: 'partial', carc: '197' },
  { remittance: 'reversed' },
];

function visitOf(n: number, day: string): unknown {
  const digits = String(n).padStart(6, '0');
  const isHeld = n % 50 === 0;
  return {
    encounter: {
      encounter_id: `SOAK-${digits}`,
      patient_id: `SP-${digits}`,
      provider_npi: PROVIDERS[n % PROVIDERS.length],
      date_of_service: day,
      visit_type: 'office_visit_established',
      mdm_level: LEVELS[n % LEVELS.length],
      payer_id: 'COM1',
      diagnoses: [isHeld ? { description: 'something nobody mapped' } : { icd10_code: 'I10' }],
    },
    patient: {
      last_name: `Plimblewick${lettersOf(n)}`,
      first_name: 'Zebulonia',
      birth_date: '1971-03-04',
      sex: 'F',
      address: { line1: `${n} Wobblestone Way`, city: 'Plinkwater', state: 'OH', zip: '43004' },
    },
    insurance: { payer_id: 'COM1', member_id: `ZQX${digits.padStart(9, '1')}`, relationship: 'self' },
    ...(n % 20 === 0 && !isHeld ? BAD_DAYS[(n / 20) % BAD_DAYS.length] : {}),
  };
}

/** The number in letters, because a name has no digits. */
const lettersOf = (n: number): string =>
  String(n).replace(/\d/g, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number(digit)));
