import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { SCHEMAS } from '../../infra/cli/schemas';
import { encounterJson } from '../builders/encounter';

const validatorOf = (name: string) =>
  new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(SCHEMAS[name]?.() ?? {});

describe('the published JSON Schemas', () => {
  it.each(Object.keys(SCHEMAS))('%s compiles, is an object and refuses unknown fields', (name) => {
    const schema = SCHEMAS[name]?.() as { type?: string; additionalProperties?: boolean };
    expect(schema.type).toBe('object');
    expect(schema.additionalProperties).toBe(false);
    expect(validatorOf(name)({ no_such_field: 1 })).toBe(false);
  });

  it('of the encounter takes what the endpoint takes and refuses what it refuses', () => {
    const takes = validatorOf('encounter');
    expect(takes(encounterJson())).toBe(true);
    expect(takes(encounterJson({ mdm: { problems: 'minimal', data: 'limited', risk: 'extensive' }, last_seen_date: null }))).toBe(
      true,
    );
    expect(takes(encounterJson({ patient_status: '' }))).toBe(true);
    expect(takes(encounterJson({ visit_type: 'nowhere' }))).toBe(false);
    expect(takes(encounterJson({ procedures: [{ units: 'x' }] }))).toBe(false);
    expect(takes(encounterJson({ encounter_id: undefined }))).toBe(false);
  });

  it('of a message names its type', () => {
    const message = {
      id: 'msg-1',
      type: 'claim-ready',
      schemaVersion: 1,
      correlationId: 'c',
      occurredAt: '2026-11-10T09:00:00Z',
      data: {},
    };
    expect(validatorOf('message:claim-ready')(message)).toBe(true);
    expect(validatorOf('message:encounter-finalized')(message)).toBe(false);
  });
});
