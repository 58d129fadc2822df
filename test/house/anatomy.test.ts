import { exists, filesBelow, modules, readText } from './support/files';

/** Open to everybody above them, so they have no door. */
const GROUND = ['core', 'events'];

/** Doors that may let out more than five values, and why. */
const WIDE_DOORS: Record<string, number> = {
  leads: 7, // every subject above is about a lead, and shows its lists, filters and history as leads do
  identity: 16, // every room asks it who is there and what they may see (docs/adr/0007), and gives its part of a person; start and command line need accounts
};

const SUFFIXES = [
  'module',
  'controller',
  'dto',
  'service',
  'queries',
  'consumer',
  'runner',
  'problems',
  'entity',
  'rules',
  'provider',
];
/** What single rooms may have beside the closed list, and why. */
const FURTHER_SUFFIXES: Record<string, string[]> = {
  core: ['filter', 'guard', 'pipe', 'interceptor'], // Nest's own hooks belong to the ground
  events: ['events'], // the catalogue
  identity: ['guard'], // the one place that asks who is there
  cockpit: ['gateway'], // the stream
};
const KINDS =
  /^(entities|dtos?|interfaces|types|models|controllers|services|repositories|queries|consumers|rules|constants|enums|guards|pipes|filters|decorators|helpers|utils|common|shared|lib)$/;
const NO_NAMES =
  /(^|[-.])(utils?|helpers?|impl|misc|v\d+)([-.]|$)|(^|-)(common|manager|base)(\.|$)/;

function fileFaults(path: string): string[] {
  const parts = path.split('/');
  const module = parts[1] ?? '';
  const name = parts.at(-1) ?? '';
  const faults = parts
    .slice(2, -1)
    .filter((folder) => KINDS.test(folder))
    .map(
      (folder) =>
        `${path}: move it up or split the room by subject; "${folder}" is a kind, not a subject.`,
    );
  if (NO_NAMES.test(name.replace(/\.ts$/, '')))
    faults.push(`${path}: name the file after what it does; this name says nothing.`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.[a-z0-9]+$/.test(name) && name !== 'README.md')
    faults.push(`${path}: write the name in kebab-case.`);
  if (name.endsWith('.ts')) faults.push(...suffixFaults(path, module, name));
  return faults;
}

function suffixFaults(path: string, module: string, name: string): string[] {
  if (name === 'index.ts') return [];
  const [, ...suffixes] = name.replace(/\.ts$/, '').split('.');
  const allowed = [...SUFFIXES, ...(FURTHER_SUFFIXES[module] ?? [])];
  if (suffixes.length === 0 && GROUND.includes(module)) return [];
  if (suffixes.length === 1 && allowed.includes(suffixes[0] ?? '')) return [];
  if (suffixes.join('.') === 'rules.spec') return [];
  return [
    `${path}: give it one suffix of ${allowed.map((s) => `.${s}`).join(' ')}; a file that fits none belongs elsewhere.`,
  ];
}

function doorFaults(module: string, text: string): string[] {
  const path = `src/${module}/index.ts`;
  if (/export\s+\*/.test(text))
    return [`${path}: write the names out; export * hides what leaves.`];
  const names = [...text.matchAll(/export\s+(type\s+)?\{([^}]*)\}/g)].flatMap((match) =>
    match[1] ? [] : (match[2] ?? '').split(',').filter((part) => /^\s*(?!type\s)\S/.test(part)),
  );
  if (names.length < 2 || names.length > (WIDE_DOORS[module] ?? 5))
    return [
      `${path}: let two to five names out, not ${String(names.length)}; what more of the house needs belongs lower or travels as an event.`,
    ];
  return [];
}

function roomFaults(module: string, has: (path: string) => boolean): string[] {
  const needed = [
    'README.md',
    `${module}.module.ts`,
    ...(GROUND.includes(module) ? [] : ['index.ts']),
  ];
  return needed
    .filter((file) => !has(`src/${module}/${file}`))
    .map((file) => `src/${module}/${file} is missing: every room has one.`);
}

describe('every room of the server', () => {
  it.each(modules())('%s has its page, its wiring and its door', (module) => {
    expect(roomFaults(module, exists)).toEqual([]);
  });

  it.each(
    modules().filter((module) => !GROUND.includes(module) && exists(`src/${module}/index.ts`)),
  )('%s lets two to five names out', (module) => {
    expect(doorFaults(module, readText(`src/${module}/index.ts`))).toEqual([]);
  });

  it('names its files by the closed list and has no folders by kind', () => {
    const files = filesBelow('src').filter((path) => path.split('/').length > 2);

    expect(files.flatMap(fileFaults)).toEqual([]);
  });
});

describe('the check of rooms', () => {
  it('notices a missing page, wiring or door', () => {
    expect(roomFaults('leads', () => false)).toEqual([
      'src/leads/README.md is missing: every room has one.',
      'src/leads/leads.module.ts is missing: every room has one.',
      'src/leads/index.ts is missing: every room has one.',
    ]);
  });

  it.each([
    ['export * from "./leads.service";', 'write the names out'],
    ['export { LeadsModule } from "./leads.module";', 'not 1'],
    ['export { A, B, C } from "./a";\nexport { D, E, F, type G } from "./d";', 'not 6'],
  ])('notices a wide or a useless door: %s', (text, sentence) => {
    expect(doorFaults('follow-ups', text)).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    ['src/leads/entities/lead.entity.ts', 'is a kind, not a subject'],
    ['src/leads/lead-utils.ts', 'this name says nothing'],
    ['src/leads/lead.helper.service.ts', 'this name says nothing'],
    ['src/leads/lead-manager.service.ts', 'this name says nothing'],
    ['src/leads/common.rules.ts', 'this name says nothing'],
    ['src/leads/LeadCard.dto.ts', 'kebab-case'],
    ['src/leads/lead.repository.ts', 'give it one suffix'],
    ['src/leads/lead.ts', 'give it one suffix'],
    ['src/leads/lead.guard.ts', 'give it one suffix'],
  ])('notices %s', (path, sentence) => {
    expect(fileFaults(path)).toContainEqual(expect.stringContaining(sentence));
  });

  it.each([
    'src/leads/protection.rules.spec.ts',
    'src/core/clock.ts',
    'src/identity/people/common-passwords.rules.ts',
    'src/email/templates/template.entity.ts',
    'src/cockpit/stream.gateway.ts',
  ])('is content with %s', (path) => {
    expect(fileFaults(path)).toEqual([]);
  });
});

/** A schema with an id becomes a reference in the description of the API, and a query's fields are lost behind it. */
function queryFaults(controllers: readonly string[], schemas: readonly string[]): string[] {
  const named = schemas.flatMap((text) =>
    [...text.matchAll(/export const (\w+Schema) =([\s\S]*?);\n/g)].flatMap(([, name, body]) =>
      /\.meta\(\{ id:/.test(body ?? '') ? (name ?? '') : [],
    ),
  );
  return controllers.flatMap((text) =>
    [...text.matchAll(/@Query\(\{ schema: (\w+)/g)].flatMap(([, name]) =>
      named.includes(name ?? '') ? `${name ?? ''}: a query's schema has no .meta({ id }).` : [],
    ),
  );
}

describe('the query of an endpoint', () => {
  it('is described with its fields', () => {
    const files = filesBelow('src').filter((path) => path.endsWith('.ts'));
    const controllers = files.filter((path) => path.endsWith('.controller.ts')).map(readText);

    expect(controllers.length).toBeGreaterThan(20);
    expect(
      queryFaults(controllers, files.filter((path) => path.endsWith('.dto.ts')).map(readText)),
    ).toEqual([]);
    expect(
      queryFaults(
        ['@Query({ schema: ListSchema }) query'],
        ["export const ListSchema = z.object({}).meta({ id: 'List' });\n"],
      ),
    ).toEqual(["ListSchema: a query's schema has no .meta({ id })."]);
  });
});
