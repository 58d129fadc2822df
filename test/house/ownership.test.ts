import { filesBelow, readAll, type TextFile } from './support/files';
import { ownerOf } from './support/tables';

const CREATES =
  /\bCREATE TABLE (?:IF NOT EXISTS )?(?:public\.)?(?!public\b|IF\b)([a-z_][a-z0-9_]*)/g;

/** Tables that migrations create. */
function createdBy(migrations: readonly TextFile[]): string[] {
  return [
    ...new Set(
      migrations.flatMap(({ text }) => [...text.matchAll(CREATES)].map((m) => m[1] ?? '')),
    ),
  ];
}

/** Tables that a text names where SQL names tables. One with an underscore counts wherever it stands: prose has none. */
function namedIn(text: string, tables: readonly string[]): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return tables.filter((table) => {
    if (table.includes('_') && new RegExp(`(?<![\\w./-])${table}(?![\\w/-])`).test(code))
      return true;
    return new RegExp(
      `\\b(FROM|JOIN|INTO|UPDATE|TABLE|ONLY|USING|LATERAL)\\s+(public\\.)?"?${table}\\b`,
    ).test(code);
  });
}

function ownershipFaults({ path, text }: TextFile, tables: readonly string[]): string[] {
  const module = path.split('/')[1] ?? '';
  return namedIn(text, tables)
    .filter((table) => ownerOf(table) !== module)
    .map(
      (table) =>
        `${path} names ${table}, a table of ${String(ownerOf(table))}: call its service or its queries, or keep a copy from its events.`,
    );
}

describe('every table', () => {
  const tables = createdBy(readAll(filesBelow('migrations')));

  it('has an owner, shown by its prefix', () => {
    expect(tables).not.toEqual([]);
    expect(
      tables
        .filter((table) => ownerOf(table) === null)
        .map(
          (table) =>
            `${table} belongs to nobody: begin its name with a prefix of its module (support/tables.ts).`,
        ),
    ).toEqual([]);
  });

  it('is named by the SQL of its owner alone', () => {
    const sources = readAll(
      filesBelow('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts')),
    ).filter(({ path }) => path.split('/').length > 2);

    expect(sources.flatMap((source) => ownershipFaults(source, tables))).toEqual([]);
  });
});

describe('the check of ownership', () => {
  const tables = ['leads', 'lead_contacts', 'users', 'event_log'];

  it.each([
    'tx.rows(`SELECT * FROM leads WHERE id = $1`)',
    'tx.rows(`SELECT 1 FROM users u\n  JOIN leads l ON true`)',
    "const TABLE = 'lead_contacts';",
    'tx.rows(`UPDATE public.leads SET x = 1`)',
  ])('notices %j in a foreign room', (text) => {
    expect(ownershipFaults({ path: 'src/analytics/x.queries.ts', text }, tables)).not.toEqual([]);
  });

  it.each([
    "@Controller('v1/leads')",
    '// one row of lead_contacts a person',
    '/** Copies FROM leads */',
    "import { LeadContact } from './lead_contacts/x';",
  ])('is content with %j', (text) => {
    expect(ownershipFaults({ path: 'src/analytics/x.queries.ts', text }, tables)).toEqual([]);
  });

  it('lets the owner name its own', () => {
    const text = 'tx.rows(`SELECT * FROM leads JOIN lead_contacts ON true`)';

    expect(ownershipFaults({ path: 'src/leads/leads.queries.ts', text }, tables)).toEqual([]);
  });

  it('notices a table of nobody', () => {
    expect(ownerOf('widgets')).toBeNull();
    expect(createdBy([{ path: 'm.ts', text: 'CREATE TABLE widgets (id uuid)' }])).toEqual([
      'widgets',
    ]);
  });
});
