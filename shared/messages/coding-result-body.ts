import { z } from 'zod';
import type { CodingResult, ServiceLine } from '../coding/coding-result';
import { hashOf } from '../kernel/canonical-json';
import { stops } from '../kernel/finding';
import { dollarsFromCents } from '../kernel/money';
import { withoutUndefined } from '../kernel/without-undefined';
import { Dollars, FindingAnswer, listOf } from './answer-schemas';

const text = z.string();

export const ServiceLineBody = z
  .object({
    cpt_code: text,
    code_system: z.enum(['CPT', 'HCPCS', 'CDT']),
    icd_codes: listOf(text),
    modifiers: listOf(text),
    units: z.number(),
    charge_amount: Dollars,
    diagnosis_pointers: listOf(z.int()),
    tooth_number: text.exactOptional(),
    surface: text.exactOptional(),
    area: text.exactOptional(),
  })
  .readonly();

const ReasonBody = z
  .object({ kind: text })
  .catchall(z.union([text, z.number(), z.boolean(), z.null(), listOf(text), listOf(z.number())]))
  .readonly();

/** What POST /api/code-encounter and `vtc code` answer. */
export const CodingResultBody = z
  .object({
    encounter_id: text,
    patient_id: text,
    provider_npi: text,
    date_of_service: z.iso.date(),
    place_of_service: text,
    service_lines: listOf(ServiceLineBody),
    diagnosis_codes: listOf(text),
    warnings: listOf(text),
    auto_coded: z.boolean(),
    requires_review: z.boolean(),
    review_reasons: listOf(text),
    findings: listOf(FindingAnswer),
    decision: z
      .object({
        because: listOf(ReasonBody),
        tables: listOf(z.object({ name: text, version: text, effective_from: z.iso.date().nullable() }).readonly()),
        input_hash: text,
        result_hash: text,
      })
      .readonly(),
  })
  .readonly();
export type CodingResultBody = z.output<typeof CodingResultBody>;

/** The CodingResult as JSON carries it (contracts: CodingResult): key order fixed, money in dollars. `result_hash` is over all the rest. */
export function codingResultBody(result: CodingResult): CodingResultBody {
  const stopping = result.findings.filter(stops);
  const body = {
    encounter_id: result.encounterId,
    patient_id: result.patientId,
    provider_npi: result.providerNpi,
    date_of_service: result.dateOfService,
    place_of_service: result.placeOfService,
    service_lines: result.serviceLines.map((line) => serviceLineBody(line, result.diagnosisCodes)),
    diagnosis_codes: result.diagnosisCodes,
    warnings: result.findings.filter((finding) => finding.severity === 'warn').map((finding) => finding.message),
    auto_coded: stopping.length === 0,
    requires_review: stopping.length > 0,
    review_reasons: stopping.map((finding) => finding.message),
    findings: result.findings.map(({ id, severity, lines, message, fix, source }) => ({
      id,
      severity,
      lines,
      message,
      fix,
      source,
    })),
  };
  const decision = {
    because: result.because,
    tables: result.tables.map((table) => ({ name: table.name, version: table.version, effective_from: table.effectiveFrom })),
    input_hash: result.inputHash,
  };
  return { ...body, decision: { ...decision, result_hash: hashOf({ ...body, decision }) } };
}

const serviceLineBody = (line: ServiceLine, diagnosisCodes: readonly string[]) =>
  withoutUndefined({
    cpt_code: line.procedureCode,
    code_system: line.codeSystem,
    icd_codes: line.diagnosisPointers.flatMap((pointer) => diagnosisCodes[pointer - 1] ?? []),
    modifiers: line.modifiers,
    units: line.units,
    charge_amount: dollarsFromCents(line.chargeCents),
    diagnosis_pointers: line.diagnosisPointers,
    tooth_number: line.toothNumber,
    surface: line.surface,
    area: line.area,
  });
