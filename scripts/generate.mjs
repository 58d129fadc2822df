import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { z } from 'zod';
import { incompatibilities } from './schema-compatibility.mjs';

const USAGE = `Usage: node scripts/generate.mjs [--check]

Writes the documents that are made from code: docs/events.md, docs/schemas/*.json, docs/problems.md, docs/openapi.json.
Reads the compiled server, so run "npm run build" first. With --check it writes nothing and fails when one is stale.`;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const check = process.argv.includes('--check');

if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
if (!existsSync(join(root, 'dist/src/main.js'))) {
  console.error('There is no compiled server: run "npm run build" first.');
  process.exit(1);
}

const { catalogue, keyForm } = require('../dist/src/events/catalogue/index.js');
const events = [...catalogue].sort((a, b) => (a.type < b.type ? -1 : 1));
const schemas = new Map(
  events.map((event) => [`docs/schemas/${event.type}.json`, schemaOf(event)]),
);

const broken = [...schemas].flatMap(([path, schema]) => landedFaults(path, schema));
if (broken.length > 0) {
  console.error(broken.join('\n'));
  process.exit(1);
}

const documents = new Map([
  ['docs/events.md', eventsPage(events)],
  ...[...schemas].map(([path, schema]) => [path, JSON.stringify(schema)]),
  ['docs/problems.md', problemsPage(problems())],
  ['docs/openapi.json', JSON.stringify(await openApi())],
]);
const stale = [];
for (const [path, content] of documents) {
  const text = await format(content, {
    ...JSON.parse(readFileSync(join(root, '.prettierrc.json'), 'utf8')),
    filepath: path,
  });
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
for (const path of orphans()) {
  stale.push(path);
  if (!check) rmSync(join(root, path));
}

if (check && stale.length > 0) {
  console.error(
    stale.map((path) => `${path} is stale: run "npm run generate" and commit it.`).join('\n'),
  );
  process.exit(1);
}
const written = stale.length === 0 ? 'all were current' : stale.join(', ');
console.log(`${documents.size} documents from code: ${written}.`);
// The application that described itself may keep handles open; everything is written by now.
process.exit(0);

/** Open to further fields: a landed event may gain optional ones. */
function schemaOf({ type, description, schema }) {
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, $id: `/events/schemas/${type}`, title: type, description, ...body };
}

function landedFaults(path, schema) {
  const file = join(root, path);
  if (!existsSync(file)) return [];
  return incompatibilities(JSON.parse(readFileSync(file, 'utf8')), schema).map(
    (fault) =>
      `${schema.title}: ${fault}. The event has landed: keep it as it was and declare the next version. (If it never left your branch, delete ${path} first.)`,
  );
}

/** A schema without an event: the event was renamed before it landed. */
function orphans() {
  const folder = join(root, 'docs/schemas');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `docs/schemas/${name}`)
    .filter((path) => path.endsWith('.json') && !schemas.has(path));
}

function problems() {
  for (const name of readdirSync(join(root, 'dist/src'), { recursive: true }))
    if (name.endsWith('.problems.js')) require(join(root, 'dist/src', name));
  return require('../dist/src/core/problem.js').problemTypes();
}

async function openApi() {
  return require('../dist/src/app.js').describeApi();
}

function eventsPage(all) {
  const rows = all.map(
    ({ type, module, audience, description }) =>
      `| [\`${type}\`](#${type.replaceAll('.', '')}) | ${module} | ${audience} | ${cell(description)} |`,
  );
  return `# Events

Made from \`src/events/catalogue\` by \`npm run generate\`; do not edit. Each row is a fact that a module records in the transaction
that made it true. The envelope is CloudEvents 1.0; \`data\` follows the JSON Schema in [schemas/](./schemas), which the server also
serves at \`/events/schemas/<type>\`.

**Audience**: \`subject\` reaches those who may see the lead or customer it is about, \`operations\` those who run the system,
\`everybody\` everybody who is signed in. **Key**: recording the same type and key again changes nothing.

| Type | Recorded by | Audience | Fact |
|---|---|---|---|
${rows.join('\n')}

${all.map(eventSection).join('\n\n')}
`;
}

function eventSection(event) {
  const schema = schemas.get(`docs/schemas/${event.type}.json`);
  const needed = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) =>
      `| \`${name}\` | ${cell(typeOf(field))} | ${needed.has(name) ? 'always' : 'optional'} |`,
  );
  return `## ${event.type}

${event.description}

Key: \`${keyForm(event)}\`. Schema: [${event.type}.json](./schemas/${event.type}.json).

| Field | Type | |
|---|---|---|
${fields.join('\n')}`;
}

function typeOf(field) {
  if (field.anyOf) return field.anyOf.map(typeOf).join(' or ');
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.type === 'array') return `list of ${typeOf(field.items)}`;
  return field.format ?? [field.type ?? 'anything'].flat().join(' or ');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function problemsPage(all) {
  const sections = all.map(
    ({ name, title, status, description }) => `## ${name}

**${status}** ${title}. ${description}`,
  );
  return `# Problems

Made from the \`*.problems.ts\` files by \`npm run generate\`; do not edit. Every error that a caller can act on is
\`application/problem+json\` (RFC 9457) with \`type\` \`/problems/<name>\`, which the server also serves.

${sections.join('\n\n')}
`;
}
