import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { vendorDate, vendorInstant, visitFromChart, type ChartVisit } from '../../shared/ehr/athenahealth/mapper';
import {
  WireAppointment,
  WireDepartment,
  WireDiagnosis,
  WireEncounter,
  WireInsurance,
  WirePatient,
  WireProvider,
} from '../../shared/ehr/athenahealth/wire';

const golden = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, '..', 'golden', 'ehr', name), 'utf8')) as Record<string, unknown>;

const SETTINGS = {
  visitTypeByVisitName: { 'Follow-up 20': 'nursing_subsequent' },
  payerIdByInsurancePackage: { '159571': 'COM1' },
};

/** The golden chart, as the client would hand it over, with some of its parts replaced. */
function chart(changes: Readonly<Record<string, unknown>> = {}): ChartVisit {
  const wire = { ...golden('chart.json'), ...changes };
  return {
    encounter: WireEncounter.parse(wire['encounter']),
    appointment: wire['appointment'] === undefined ? undefined : WireAppointment.parse(wire['appointment']),
    diagnoses: WireDiagnosis.array().parse(wire['diagnoses']),
    summaryHtml: String(wire['summaryHtml']),
    patient: WirePatient.parse(wire['patient']),
    insurances: WireInsurance.array().parse(wire['insurances']),
    provider: wire['provider'] === undefined ? undefined : WireProvider.parse(wire['provider']),
    department: wire['department'] === undefined ? undefined : WireDepartment.parse(wire['department']),
  };
}

describe('athenahealth mapper', () => {
  it('maps a chart to the encounter and the parties of its claim', () => {
    expect(visitFromChart(chart(), SETTINGS)).toEqual({ ok: true, value: golden('visit.json') });
  });

  it('names every missing part at once, and no value', () => {
    const broken = chart({
      encounter: { encounterid: 1, status: 'CLOSED', encounterdate: 'yesterday' },
      appointment: undefined,
      provider: { providerid: 27 },
      summaryHtml: '<p>Telehealth: perhaps</p>',
    });
    expect(visitFromChart(broken, SETTINGS)).toEqual({
      ok: false,
      error: [
        'encounter: closeddate',
        'encounter: encounterdate',
        'provider: npi',
        'summary line: Telehealth',
        'summary line: Visit type',
      ],
    });
  });

  it('the place of the office says nothing, a stated place goes before the department', () => {
    const place = (changes: Record<string, unknown>) => {
      const visit = visitFromChart(chart(changes), SETTINGS);
      return visit.ok ? visit.value.encounter['place_of_service'] : visit.error;
    };
    expect(place({ department: { departmentid: 1, placeofservicetypeid: '11' } })).toBeUndefined();
    expect(place({ department: undefined })).toBeUndefined();
    expect(place({ summaryHtml: '<p>Place of service: 32</p>' })).toBe('32');
  });

  it('without the second of the signature, the day the note was closed is its version', () => {
    const visit = visitFromChart(chart({ appointment: undefined }), SETTINGS);
    expect(visit).toMatchObject({ value: { ref: { signedAt: '2026-11-20T05:00:00.000Z' } } });
  });

  it('an insurance package nobody mapped and without a payer id gives no payer', () => {
    const visit = visitFromChart(chart({ insurances: [{ insurancepackageid: 5, insuranceidnumber: 'X' }] }), SETTINGS);
    if (!visit.ok) throw new Error(visit.error.join());
    expect(visit.value.encounter).not.toHaveProperty('payer_id');
    expect(visit.value.parties).not.toHaveProperty('insurance');
  });

  it.each([
    ['07/10/2025', '2025-07-10'],
    ['07/10/2025 14:00:00', '2025-07-10'],
    ['2025-07-10T14:00:00-04:00', '2025-07-10'],
    ['02/30/2025', undefined],
    ['', undefined],
  ])('date %s', (text, date) => {
    expect(vendorDate(text)).toBe(date);
  });

  it.each([
    ['07/10/2025 14:58:00', '2025-07-10T18:58:00.000Z'],
    ['01/10/2025 14:58', '2025-01-10T19:58:00.000Z'],
    ['11/01/2026 01:30:00', '2026-11-01T05:30:00.000Z'],
    ['03/08/2026 02:30:00', '2026-03-08T07:30:00.000Z'],
    ['2025-07-10T14:00:00-04:00', '2025-07-10T18:00:00.000Z'],
    ['07/10/2025 25:00:00', undefined],
    ['07/10/2025', undefined],
  ])('instant %s', (text, instant) => {
    expect(vendorInstant(text)).toBe(instant);
  });
});
