import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openEmbedded, prepareDatabase, rolesFile } from './lib/database.mjs';
import { prepare } from './lib/prepare.mjs';
import { report, say } from './lib/progress.mjs';
import { inRoot } from './lib/project.mjs';
import { settings } from './lib/settings.mjs';

const USAGE = `Usage: npm run migrate [-- --print-roles]

Makes the database roles and applies pending migrations: on DATABASE_OWNER_URL when it is given, else on the embedded
PostgreSQL of this folder.
  --print-roles  prints the SQL of the roles, for whoever must run it with other rights, and does nothing else`;

async function run() {
  if (process.argv.includes('--help')) return void process.stdout.write(`${USAGE}\n`);
  if (process.argv.includes('--print-roles'))
    return void process.stdout.write(readFileSync(rolesFile, 'utf8'));
  await prepare();
  const env = settings();
  const given = env['DATABASE_OWNER_URL'];
  const embedded = given ? null : await openEmbedded(env);
  try {
    const ownerUrl = given ?? embedded.ownerUrl;
    await prepareDatabase(ownerUrl);
    const applied = await createRequire(inRoot('package.json'))(
      './dist/src/core/migrate.js',
    ).migrate({ ownerUrl });
    say(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'Nothing was pending.');
  } finally {
    if (embedded && !embedded.server.adopted) await embedded.server.stop();
  }
}

run().catch(report);
