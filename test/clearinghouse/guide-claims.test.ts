import { describe, expect, it } from '@jest/globals';
import { err, ok } from '../../shared/kernel/result';
import { readClaims } from '../../shared/claim/read-837/read-claims';
import { readSegments } from '../../shared/x12/core/segment-reader';
import { sample837 } from '../contract/sample-837';
import type { Claim } from '../../shared/claim/claim';
import { translateGuideClaims, type Read837 } from '../../shared/clearinghouse/claim-md/guide-claims';

const guideClaim = {
  PatientFirstName: 'Oswin',
  PatientLastName: 'Flumbert',
  PatientDOB: '1985-03-15',
  PatientGender: 'M',
  PatientAddress1: '1 Elsewhere',
  PatientCity: 'Ploverton',
  PatientState: 'OH',
  PatientZip: '43215-0001',
  SubscriberID: 'ABC123456789',
  SubscriberFirstName: 'Oswin',
  SubscriberLastName: 'Flumbert',
  SubscriberDOB: '1985-03-15',
  PayerID: 'COM1',
  PayerName: 'Commercial One',
  BillingProviderNPI: '1987654328',
  BillingProviderTaxID: '12-3456789',
  BillingProviderName: 'Wobblebrook Family Practice',
  RenderingProviderNPI: '1234567893',
  PlaceOfService: '11',
  FacilityNPI: '1987654328',
  DateOfService: '2026-11-20',
  DiagnosisCodes: ['J069', 'r05.9'],
  ServiceLines: [{ CPTCode: '99213', Modifier1: '', Modifier2: '25', DiagnosisPointer: '1,2', Units: 1, ChargeAmount: 150.5 }],
};

const noFile: Read837 = () => err([{ path: 'File.FileContent', code: 'value', message: 'is no 837' }]);
const translated = (claim: object): Claim | undefined => {
  const submission = translateGuideClaims({ AccountKey: 'x', Claims: [claim] }, noFile);
  return submission.ok ? submission.value.claims[0] : undefined;
};

describe("the guide's Claims body", () => {
  it('becomes a claim with normalised codes, charges in cents and pointers', () => {
    expect(translated(guideClaim)).toEqual({
      claimId: expect.stringMatching(/^G[0-9A-F]{18}$/),
      type: 'professional',
      frequency: 'original',
      billingProvider: {
        npi: '1987654328',
        taxId: '123456789',
        taxIdType: 'EIN',
        organizationName: 'Wobblebrook Family Practice',
      },
      renderingProvider: { npi: '1234567893' },
      payer: { payerId: 'COM1', name: 'Commercial One' },
      subscriber: {
        memberId: 'ABC123456789',
        lastName: 'Flumbert',
        firstName: 'Oswin',
        birthDate: '1985-03-15',
        sex: 'M',
        address: { line1: '1 Elsewhere', city: 'Ploverton', state: 'OH', zip: '432150001' },
      },
      patientRelationship: 'self',
      placeOfService: '11',
      dateOfService: '2026-11-20',
      diagnosisCodes: ['J06.9', 'R05.9'],
      serviceLines: [
        {
          procedureCode: '99213',
          codeSystem: 'CPT',
          modifiers: ['25'],
          chargeCents: 15_050,
          units: 1,
          unitType: 'UN',
          diagnosisPointers: [1, 2],
        },
      ],
    });
  });

  it('gives the same claim the same id, and another claim another', () => {
    expect(translated(guideClaim)?.claimId).toBe(translated({ ...guideClaim })?.claimId);
    expect(translated({ ...guideClaim, SubscriberID: 'ABC123456780' })?.claimId).not.toBe(translated(guideClaim)?.claimId);
  });

  it('never guesses the relationship: without the same name, and birth date, of the subscriber it stays missing', () => {
    const claim = translated({ ...guideClaim, SubscriberFirstName: null, SubscriberLastName: '', SubscriberDOB: undefined });
    expect(claim).not.toHaveProperty('patientRelationship');
    expect(claim?.subscriber).toEqual({ memberId: 'ABC123456789' });
    expect(claim?.patient).toMatchObject({ lastName: 'Flumbert', sex: 'M' });
  });

  it.each([
    ['AB', [1, 2]],
    ['1:2', [1, 2]],
    ['b', [2]],
    ['2, 1', [2, 1]],
  ])('reads pointers %s', (DiagnosisPointer, pointers) => {
    const line = { ...guideClaim.ServiceLines[0], DiagnosisPointer };
    expect(translated({ ...guideClaim, ServiceLines: [line] })?.serviceLines[0]?.diagnosisPointers).toEqual(pointers);
  });

  it('CDT codes make it dental, letters in front HCPCS', () => {
    const line = guideClaim.ServiceLines[0];
    const claim = translated({
      ...guideClaim,
      ServiceLines: [
        { ...line, CPTCode: 'D0120' },
        { ...line, CPTCode: 'G0439' },
      ],
    });
    expect([claim?.type, claim?.serviceLines.map((each) => each.codeSystem)]).toEqual(['dental', ['CDT', 'HCPCS']]);
  });

  it.each([
    ['123456789', undefined],
    ['123-45-6789', 'SSN'],
    ['12-3456789', 'EIN'],
  ])('tax id %s is %s', (BillingProviderTaxID, type) => {
    expect(translated({ ...guideClaim, BillingProviderTaxID })?.billingProvider?.taxIdType).toBe(type);
  });

  it('names every fault at once and repeats no value', () => {
    const line = { ...guideClaim.ServiceLines[0], ChargeAmount: 10.005, DiagnosisPointer: '1,2,3,4,5', Surprise: 1 };
    const body = { Claims: [{ ...guideClaim, PatientDOB: '1985-02-30', PatientGender: 'male', ServiceLines: [line] }] };
    const submission = translateGuideClaims(body, noFile);
    expect(submission.ok).toBe(false);
    if (submission.ok) return;
    expect(submission.error.map((fault) => fault.path).sort()).toEqual([
      'Claims.0.PatientDOB',
      'Claims.0.PatientGender',
      'Claims.0.ServiceLines.0.ChargeAmount',
      'Claims.0.ServiceLines.0.DiagnosisPointer',
      'Claims.0.ServiceLines.0.Surprise',
    ]);
    expect(JSON.stringify(submission.error)).not.toContain('1985');
  });

  it('refuses a pointer at no diagnosis', () => {
    const line = { ...guideClaim.ServiceLines[0], DiagnosisPointer: '3' };
    expect(translateGuideClaims({ Claims: [{ ...guideClaim, ServiceLines: [line] }] }, noFile)).toMatchObject({
      ok: false,
      error: [{ path: 'Claims.0.ServiceLines.0.DiagnosisPointer' }],
    });
  });
});

describe("the guide's File body", () => {
  const claims = [{ claimId: 'C1' }] as unknown as readonly Claim[];

  it('is decoded and read as an 837', () => {
    const read: Read837 = (text) => (Buffer.from(text, 'latin1').toString('utf8') === 'ISA*é~' ? ok(claims) : err([]));
    const body = {
      AccountKey: 'x',
      TestMode: true,
      File: { FileType: '837P', FileContent: Buffer.from('ISA*é~').toString('base64') },
    };
    expect(translateGuideClaims(body, read)).toEqual(ok({ claims, isTest: true }));
  });

  it.each([
    [{ File: { FileType: 'CSV', FileContent: 'QQ==' } }, 'File.FileType'],
    [{ File: { FileType: '837P', FileContent: 'not base64!' } }, 'File.FileContent'],
    [{ File: { FileType: '837P', FileContent: 'QQ==' }, Claims: [] }, 'Claims'],
    [{ File: { FileType: '837P', FileContent: 'QQ==' } }, 'File.FileContent'],
  ])('%# refuses what is no file by its field', (body, path) => {
    expect(translateGuideClaims(body, noFile)).toMatchObject({ ok: false, error: [{ path }] });
  });

  const realRead: Read837 = (text) => ok([...readClaims(readSegments(Buffer.from(text, 'latin1')))]);
  const fileBody = (text: string) => ({ File: { FileType: '837P', FileContent: Buffer.from(text).toString('base64') } });

  it('a real 837 gives its claims', () => {
    const read = translateGuideClaims(fileBody(sample837({ claimId: 'F-77' })), realRead);
    expect(read).toMatchObject({ ok: true, value: { isTest: false, claims: [{ claimId: 'F-77' }] } });
  });

  it.each([
    ['words', 'hello'],
    ['nothing but an envelope', sample837({ claimId: 'F-78' }).replace(/CLM\*.*?(?=SE\*)/s, '')],
    ['an id we cannot give back', sample837({ claimId: 'lower case/78' })],
  ])('%s: refused, not taken for no claims', (_, text) => {
    expect(translateGuideClaims(fileBody(text), realRead)).toMatchObject({ ok: false, error: [{ path: 'File.FileContent' }] });
  });
});
