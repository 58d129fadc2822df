import { z } from 'zod';
import type { EventDefinition } from '../../src/events/catalogue';
import { exists, filesBelow, load, readAll, readText, type TextFile } from './support/files';

type Schema = Record<string, unknown>;

const { incompatibilities } = load('scripts/schema-compatibility.mjs') as {
  incompatibilities: (before: Schema, after: Schema) => string[];
};
const { catalogue: declared, ...exported } = load('src/events/catalogue/index.ts') as {
  catalogue: EventDefinition[];
} & Record<string, unknown>;
// Another test file may have declared facts that only tests record.
const catalogue = declared.filter(({ module }) => module !== 'test');

const constants = Object.entries(exported).filter((entry): entry is [string, EventDefinition] =>
  catalogue.includes(entry[1] as EventDefinition),
);
const NAME = /^crm\.[a-z]+(\.[a-z]+)*\.v[1-9]\d*$/;
/** Words that a field of an event may not be made of: texts and addresses stay with their owner. */
const TELLING =
  /^(text|body|message|subject|name|firstName|lastName|email|phone|mobile|address|note|street)$/;

function recordFaults(name: string, type: string, sources: readonly TextFile[]): string[] {
  const uses = new RegExp(`\\b${name}\\b`);
  const records = new RegExp(`(\\brecord\\(\\s*[\\w.]+,\\s*|\\bdefinition:\\s*)${name}\\b`);
  if (sources.some(({ text }) => records.test(text))) return [];
  const hint = sources.some(({ text }) => uses.test(text)) ? ' It is only listened to.' : '';
  return [
    `${name} (${type}) is recorded nowhere in src: record it where it becomes true or take it out of the catalogue.${hint}`,
  ];
}

function catalogueFaults({ type, schema }: EventDefinition): string[] {
  const faults = NAME.test(type)
    ? []
    : [`${type}: name it crm.<subject>[.<part>].<past participle>.v<n>.`];
  const fields = Object.keys((z.toJSONSchema(schema) as { properties?: Schema }).properties ?? {});
  return [
    ...faults,
    ...fields
      .filter((field) => TELLING.test(field))
      .map(
        (field) =>
          `${type}: leave ${field} out of data; events carry ids, codes, counts and instants.`,
      ),
  ];
}

function pageFaults(types: readonly string[], page: string): string[] {
  return types
    .filter((type) => !page.includes(`## ${type}\n`))
    .map((type) => `${type} is not in docs/events.md: run "npm run build && npm run generate".`);
}

describe('the catalogue of events', () => {
  const sources = readAll(
    filesBelow('src').filter((path) => path.endsWith('.ts') && !path.includes('/catalogue/')),
  );

  it('exports every event that it declares', () => {
    const reached = constants.map(([, { type }]) => type);

    expect(
      catalogue
        .filter(({ type }) => !reached.includes(type))
        .map(
          ({ type }) =>
            `${type} is declared but not exported: name it in src/events/catalogue/index.ts.`,
        ),
    ).toEqual([]);
  });

  it('names events by the rule and keeps texts and addresses out of them', () => {
    expect(catalogue.flatMap(catalogueFaults)).toEqual([]);
  });

  it('holds only facts that somebody records', () => {
    expect(constants.flatMap(([name, { type }]) => recordFaults(name, type, sources))).toEqual([]);
  });

  it('is documented in docs/events.md', () => {
    expect(
      pageFaults(
        catalogue.map(({ type }) => type),
        readText('docs/events.md'),
      ),
    ).toEqual([]);
  });

  it.each(catalogue.map(({ type, schema }) => ({ type, schema })))(
    '$type keeps the schema that has landed',
    ({ type, schema }) => {
      const path = `docs/schemas/${type}.json`;

      expect(
        exists(path) ? [] : [`${path} is missing: run "npm run build && npm run generate".`],
      ).toEqual([]);
      expect(
        incompatibilities(
          JSON.parse(readText(path)),
          z.toJSONSchema(schema, { io: 'input' }) as Schema,
        ).map((fault) => `${type}: ${fault}. It has landed: keep it and declare the next version.`),
      ).toEqual([]);
    },
  );
});

describe('the check of the catalogue', () => {
  it('notices an event that nobody records', () => {
    const listened = { path: 'src/leads/x.consumer.ts', text: "@Consume('leads.x', [LeadLost])" };

    expect(recordFaults('LeadLost', 'crm.lead.lost.v1', [listened])).toEqual([
      expect.stringContaining('recorded nowhere in src'),
    ]);
  });

  it.each([
    'await this.events.record(tx, LeadLost, lead.id, {',
    '{ definition: LeadLost, subject }',
  ])('accepts %s', (text) => {
    expect(recordFaults('LeadLost', 'crm.lead.lost.v1', [{ path: 'x.ts', text }])).toEqual([]);
  });

  it('notices an event that is not documented', () => {
    expect(pageFaults(['crm.lead.lost.v1'], '# Events\n')).toHaveLength(1);
  });

  it('notices a name against the rule and a field that tells too much', () => {
    const event = { type: 'lead.lost', schema: z.object({ leadId: z.uuid(), email: z.email() }) };

    expect(catalogueFaults(event as unknown as EventDefinition)).toEqual([
      expect.stringContaining('name it crm.'),
      expect.stringContaining('leave email out'),
    ]);
  });
});

describe('the check of landed schemas', () => {
  const json = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as Schema;
  const landed = json(
    z.object({
      id: z.uuid(),
      state: z.enum(['A', 'B']),
      at: z.iso.datetime().nullable(),
      count: z.int().min(1),
      tags: z.array(z.string()),
      hint: z.string().optional(),
    }),
  );
  const base = {
    id: z.uuid(),
    state: z.enum(['A', 'B']),
    at: z.iso.datetime().nullable(),
    count: z.int().min(1),
    tags: z.array(z.string()),
    hint: z.string().optional(),
  };

  it.each([
    ['nothing', {}],
    ['an optional field', { more: z.string().optional() }],
    ['a further choice', { state: z.enum(['A', 'B', 'C']) }],
  ])('accepts %s', (_, change) => {
    expect(incompatibilities(landed, json(z.object({ ...base, ...change })))).toEqual([]);
  });

  it.each([
    ['a required field', { more: z.string() }, 'data.more is required, but older events lack it'],
    ['another type', { count: z.string() }, 'data.count was integer and is string'],
    ['a choice less', { state: z.enum(['A']) }, 'data.state can no longer be "B"'],
    [
      'a choice that was free',
      { hint: z.enum(['x']).optional() },
      'data.hint took any value and is now a choice',
    ],
    ['null no longer', { at: z.iso.datetime() }, 'data.at can no longer be null as it was'],
    ['null at last', { id: z.uuid().nullable() }, 'data.id can now be null'],
    ['another limit', { count: z.int().min(2) }, 'data.count has another minimum'],
    ['another format', { id: z.email() }, 'data.id has another format'],
    ['another item', { tags: z.array(z.int()) }, 'data.tags[] was string and is integer'],
    ['less certainty', { id: z.uuid().optional() }, 'data.id was always there and is now optional'],
  ])('notices %s', (_, change, sentence) => {
    expect(incompatibilities(landed, json(z.object({ ...base, ...change })))).toContain(sentence);
  });

  it('notices a field that is gone', () => {
    expect(incompatibilities(landed, json(z.object({ id: z.uuid() })))).toContain(
      'data.state is gone',
    );
  });
});
