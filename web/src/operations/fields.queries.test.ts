import { fieldsOf } from './fields.queries';

describe('the fields of a kind of event', () => {
  it('are named with their types, and whether they are always there', () => {
    const fields = fieldsOf({
      properties: {
        leadId: { type: 'string', format: 'uuid' },
        step: { enum: ['T3', 'T7'] },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        fields: { type: 'array', items: { type: 'string' } },
        kind: { const: 'x' },
        free: {},
      },
      required: ['leadId', 'step'],
    });

    expect(fields.map(({ name, type, always }) => [name, type, always])).toEqual([
      ['leadId', 'uuid', true],
      ['step', '"T3" | "T7"', true],
      ['note', 'string | null', false],
      ['fields', 'string[]', false],
      ['kind', '"x"', false],
      ['free', 'any', false],
    ]);
  });
});
