import { SimulatedTables } from '../../infra/cli/simulation/tables';
import type { Instant } from '../../shared/kernel/plain-date';
import type { Message } from '../../shared/messages/message';
import { loadPractice } from '../../shared/practice/load-practice';
import { createClaimEngine } from '../../shared/workflow/create-claim-engine';
import { defaultSettings, type World } from '../../shared/workflow/world';
import { referenceTables } from '../builders/reference-tables';

export const NOW = '2026-11-20T15:00:00.000Z' as Instant;

/** The real workflow over the sample practice, its stores in memory and its vendors silent. */
export async function apiWorld(): Promise<World & { readonly sent: Message[] }> {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  const tables = new SimulatedTables(() => undefined, true);
  const sent: Message[] = [];
  let id = 0;
  const silent = (): Promise<never> => Promise.reject(new Error('not asked in this test'));
  return {
    sent,
    clock: { now: () => NOW },
    ids: { next: (prefix) => `${prefix}${(id += 1)}` },
    tables: {
      read: async (...args) => tables.read(...args),
      list: async (...args) => tables.list(...args),
      write: async (...args) => tables.write(...args),
    },
    bus: {
      send: async (_queue, message) => {
        sent.push(message);
      },
      publish: async () => undefined,
    },
    deadLetters: { receive: async () => [], complete: silent },
    audit: { append: async () => undefined },
    ehr: { changedVisits: silent, fetchVisit: silent },
    clearinghouse: { submit: silent, responses: silent, uploadedFiles: silent, remittances: silent, remittance: silent },
    rules: practice.value,
    engine: createClaimEngine(practice.value, referenceTables(), {
      senderId: 'VTC',
      receiverId: 'CLAIMMD',
      receiverName: 'CLAIM.MD',
    }),
    settings: defaultSettings(NOW),
    patientRef: () => 'patient',
    sealer: { seal: async (text) => text, open: async (text) => text },
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 50)),
  };
}

/** A claim the edits let pass, as the endpoint takes it. */
export const aClaimBody = (over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  claim_id: 'V-1001',
  type: 'professional',
  frequency: 'original',
  billing_provider: {
    npi: '1987654328',
    tax_id: '123456780',
    tax_id_type: 'EIN',
    taxonomy: '261QP2300X',
    organization_name: 'Wobblebrook Family Practice',
    address: { line1: '12 Quillfeather Lane', city: 'Ploverton', state: 'OH', zip: '432150001' },
  },
  rendering_provider: { npi: '1234567893', last_name: 'Grobbenhauser', first_name: 'Thistlewyn', taxonomy: '207Q00000X' },
  payer: { payer_id: 'COM1', name: 'Sample Commercial', claim_filing_code: 'CI' },
  payer_responsibility: 'primary',
  subscriber: {
    member_id: 'QZX914770013',
    last_name: 'Vexamwick',
    first_name: 'Hulbertina',
    birth_date: '1965-08-12',
    sex: 'F',
    address: { line1: '108 Snarkdale Road', city: 'Ploverqueue', state: 'PA', zip: '43901' },
  },
  patient_relationship: 'self',
  place_of_service: '11',
  date_of_service: '2026-11-19',
  signature_on_file: true,
  benefits_assigned: true,
  assignment: 'accepted',
  release_of_information: 'signed',
  diagnosis_codes: ['I10'],
  service_lines: [{ code: '99213', code_system: 'CPT', modifiers: [], charge_amount: 150, units: 1, diagnosis_pointers: [1] }],
  ...over,
});
