import { z } from 'zod';
import { hashOf } from '../../kernel/canonical-json';
import { centsFromDollars, ZERO_CENTS } from '../../kernel/money';
import { plainDate, plainDateOf, type PlainDate } from '../../kernel/plain-date';
import { err, ok, type Result } from '../../kernel/result';
import { withoutUndefined } from '../../kernel/without-undefined';
import type { Claim, ClaimServiceLine } from '../../claim/claim';
import { faultsOf, type Fault } from '../../messages/fault';

// The source guide's own JSON, `{ AccountKey, TestMode?, Claims: [..] }` or `{ .., File: { FileType, FileContent } }`. Claim.MD never
// took it; flows written after the guide send it to us, and it is translated here. What the guide leaves out (billing address,
// relationship, filing code …) stays out: the edits name it as missing, nobody guesses it.

export interface GuideSubmission {
  readonly claims: readonly Claim[];
  /** The guide's flag. Claim.MD has none: a body that asks for a test must not reach a live account. */
  readonly isTest: boolean;
}

/** Reads the claims of an 837 that came as a file, one character a byte; faults are its own. */
export type Read837 = (text: string) => Result<readonly Claim[], readonly Fault[]>;

const absentAsUndefined = (value: unknown): unknown => (value === null || value === '' ? undefined : value);
const given = <T extends z.ZodType>(schema: T) => z.preprocess(absentAsUndefined, schema.optional());
const text = given(z.string().max(200));
const date = given(z.string().refine((value) => plainDate(value) !== undefined, 'must be a date YYYY-MM-DD'));
const count = given(
  z.union([
    z.number().int().positive(),
    z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number),
  ]),
);
const dollars = given(
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,8}(\.\d{1,2})?$/, 'must be an amount in dollars')
        .transform(Number),
    ])
    .refine((value) => centsFromDollars(value) !== undefined, 'must be an amount in dollars with at most two decimals'),
);
/** "1,2" or "AB": into the claim's diagnoses, four at most. */
const pointers = given(
  z.string().regex(/^(?:\d{1,2}(?: ?[,:] ?\d{1,2}){0,3}|[A-La-l]{1,4})$/, 'must be up to four pointers, as 1,2 or AB'),
);

const GuideLine = z.strictObject({
  CPTCode: given(z.string().regex(/^[A-Za-z0-9]{5}$/, 'must be a procedure code of five characters')),
  Modifier1: text,
  Modifier2: text,
  Modifier3: text,
  Modifier4: text,
  DiagnosisPointer: pointers,
  Units: count,
  ChargeAmount: dollars,
});

const GuideClaim = z.strictObject({
  PatientFirstName: text,
  PatientLastName: text,
  PatientDOB: date,
  PatientGender: given(z.enum(['M', 'F', 'U'])),
  PatientAddress1: text,
  PatientCity: text,
  PatientState: text,
  PatientZip: text,
  SubscriberID: text,
  SubscriberFirstName: text,
  SubscriberLastName: text,
  SubscriberDOB: date,
  PayerID: text,
  PayerName: text,
  BillingProviderNPI: text,
  BillingProviderTaxID: text,
  BillingProviderName: text,
  RenderingProviderNPI: text,
  RenderingProviderFirstName: text,
  RenderingProviderLastName: text,
  PlaceOfService: text,
  FacilityNPI: text,
  DateOfService: date,
  DiagnosisCodes: z.array(z.string().min(3).max(9)).max(12).default([]),
  ServiceLines: z.array(GuideLine).min(1).max(50),
});
type GuideClaim = z.output<typeof GuideClaim>;

const envelope = { AccountKey: text, TestMode: given(z.boolean()) };
export const GuideClaimsBody = z.strictObject({ ...envelope, Claims: z.array(GuideClaim).min(1).max(100) });
export const GuideFileBody = z.strictObject({
  ...envelope,
  File: z.strictObject({
    FileType: z.enum(['837P', '837D']),
    FileContent: z.string().regex(/^[A-Za-z0-9+/\s]+={0,2}\s*$/, 'must be base64'),
  }),
});

/**
 * The guide's body as claims. Refuses wrong types and unknown fields by name, all at once, never repeating a value. The same claim
 * always gets the same id, so a flow that sends it again meets the claim that stands.
 */
export function translateGuideClaims(body: unknown, read837: Read837): Result<GuideSubmission, readonly Fault[]> {
  if (typeof body === 'object' && body !== null && 'File' in body) return translateFile(body, read837);
  const parsed = GuideClaimsBody.safeParse(body);
  if (!parsed.success) return err(faultsOf(parsed.error));
  const faults = parsed.data.Claims.flatMap((claim, index) => pointerFaults(claim, `Claims.${index}`));
  if (faults.length > 0) return err(faults);
  return ok({ claims: parsed.data.Claims.map(claimOf), isTest: parsed.data.TestMode ?? false });
}

function translateFile(body: object, read837: Read837): Result<GuideSubmission, readonly Fault[]> {
  const parsed = GuideFileBody.safeParse(body);
  if (!parsed.success) return err(faultsOf(parsed.error));
  const text = Buffer.from(parsed.data.File.FileContent, 'base64').toString('latin1');
  const claims = read837(text);
  if (!claims.ok) return claims;
  const faults = fileFaults(claims.value);
  return faults.length > 0 ? err(faults) : ok({ claims: claims.value, isTest: parsed.data.TestMode ?? false });
}

/** A claim's own id becomes ours: it must be one we can give back in an address and send as CLM01. */
function fileFaults(claims: readonly Claim[]): readonly Fault[] {
  const fault = (message: string): Fault => ({ path: 'File.FileContent', code: 'value', message });
  if (claims.length === 0) return [fault('must hold at least one claim of an 837P or 837D')];
  return claims.flatMap(({ claimId }, index) =>
    /^[A-Z0-9-]{1,20}$/.test(claimId) ? [] : [fault(`claim ${index + 1}: CLM01 must be 1 to 20 of A-Z, 0-9 and -`)],
  );
}

function pointerFaults(claim: GuideClaim, path: string): readonly Fault[] {
  return claim.ServiceLines.flatMap((line, index) =>
    pointersOf(line.DiagnosisPointer).every((pointer) => pointer >= 1 && pointer <= claim.DiagnosisCodes.length)
      ? []
      : [
          {
            path: `${path}.ServiceLines.${index}.DiagnosisPointer`,
            code: 'value',
            message: 'must point at one of DiagnosisCodes',
          },
        ],
  );
}

/** Letters are places in the alphabet: B is 2. */
const pointersOf = (text: string | undefined): readonly number[] => {
  if (text === undefined) return [];
  if (/^[A-L]+$/i.test(text)) return Array.from(text.toUpperCase(), (letter) => letter.charCodeAt(0) - 64);
  return text.split(/[,:]/).map((part) => Number(part.trim()));
};

function claimOf(guide: GuideClaim): Claim {
  const patientName = [guide.PatientLastName, guide.PatientFirstName, guide.PatientDOB];
  const subscriberName = [guide.SubscriberLastName, guide.SubscriberFirstName, guide.SubscriberDOB];
  const isSelf = guide.PatientLastName !== undefined && patientName.every((part, index) => part === subscriberName[index]);
  const patient = {
    lastName: guide.PatientLastName,
    firstName: guide.PatientFirstName,
    birthDate: dateOf(guide.PatientDOB),
    sex: guide.PatientGender,
    address: addressOf(guide),
  };
  const subscriber = isSelf
    ? patient
    : { lastName: guide.SubscriberLastName, firstName: guide.SubscriberFirstName, birthDate: dateOf(guide.SubscriberDOB) };
  const lines = guide.ServiceLines.map(lineOf);
  return withoutUndefined({
    claimId: `G${hashOf(guide).slice(0, 18).toUpperCase()}`,
    type: lines.some((line) => line.codeSystem === 'CDT') ? ('dental' as const) : ('professional' as const),
    frequency: 'original' as const,
    billingProvider: billingProviderOf(guide),
    renderingProvider: withoutUndefined({
      npi: guide.RenderingProviderNPI,
      lastName: guide.RenderingProviderLastName,
      firstName: guide.RenderingProviderFirstName,
    }),
    serviceFacility:
      guide.FacilityNPI === undefined || guide.FacilityNPI === guide.BillingProviderNPI ? undefined : { npi: guide.FacilityNPI },
    payer: withoutUndefined({ payerId: guide.PayerID, name: guide.PayerName }),
    subscriber: withoutUndefined({ memberId: guide.SubscriberID, ...subscriber }),
    patientRelationship: isSelf ? ('self' as const) : undefined,
    patient: isSelf ? undefined : withoutUndefined(patient),
    placeOfService: guide.PlaceOfService,
    dateOfService: dateOf(guide.DateOfService),
    diagnosisCodes: guide.DiagnosisCodes.map(pointed),
    serviceLines: lines,
  });
}

/** The tax id's own dashes tell what it is: 12-3456789 an EIN, 123-45-6789 an SSN; without them nobody knows. */
function billingProviderOf(guide: GuideClaim): NonNullable<Claim['billingProvider']> {
  const taxId = guide.BillingProviderTaxID;
  const taxIdType =
    taxId === undefined
      ? undefined
      : /^\d{2}-\d{7}$/.test(taxId)
        ? ('EIN' as const)
        : /^\d{3}-\d{2}-\d{4}$/.test(taxId)
          ? ('SSN' as const)
          : undefined;
  return withoutUndefined({
    npi: guide.BillingProviderNPI,
    taxId: taxId?.replaceAll('-', ''),
    taxIdType,
    organizationName: guide.BillingProviderName,
  });
}

function addressOf(guide: GuideClaim): NonNullable<Claim['patient']>['address'] {
  const address = withoutUndefined({
    line1: guide.PatientAddress1,
    city: guide.PatientCity,
    state: guide.PatientState,
    zip: guide.PatientZip?.replace('-', ''),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

function lineOf(line: z.output<typeof GuideLine>): ClaimServiceLine {
  const code = (line.CPTCode ?? '').toUpperCase();
  const charge = line.ChargeAmount === undefined ? undefined : centsFromDollars(line.ChargeAmount);
  const modifiers = [line.Modifier1, line.Modifier2, line.Modifier3, line.Modifier4];
  return {
    procedureCode: code,
    codeSystem: codeSystemOf(code),
    modifiers: modifiers.filter((modifier) => modifier !== undefined).map((modifier) => modifier.toUpperCase()),
    // A missing charge is 0, which no edit lets pass (A004).
    chargeCents: charge ?? ZERO_CENTS,
    units: line.Units ?? 1,
    unitType: 'UN',
    diagnosisPointers: pointersOf(line.DiagnosisPointer),
  };
}

const codeSystemOf = (code: string): ClaimServiceLine['codeSystem'] => {
  if (/^D\d{4}$/.test(code)) return 'CDT';
  return /^[A-Z]\d{4}$/.test(code) ? 'HCPCS' : 'CPT';
};

const pointed = (code: string): string => {
  const plain = code.toUpperCase().replace('.', '');
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
};

const dateOf = (value: string | undefined): PlainDate | undefined => (value === undefined ? undefined : plainDateOf(value));
