import { readFileSync } from 'node:fs';
import {
  applyMigrations,
  createRoles,
  openEmbedded,
  rolesFile,
  setServerPassword,
} from './lib/database.mjs';
import { prepare } from './lib/prepare.mjs';
import { Refusal, report, say } from './lib/progress.mjs';
import { isProduction, settings } from './lib/settings.mjs';

const USAGE = `Usage: npm run migrate [-- --print-roles]

Makes the database roles and applies pending migrations: on DATABASE_OWNER_URL when it is given, else on the embedded
PostgreSQL of this folder.
  --print-roles  prints the SQL of the roles, for whoever must run it with other rights, and does nothing else`;

async function run() {
  if (process.argv.includes('--help')) return void process.stdout.write(`${USAGE}\n`);
  if (process.argv.includes('--print-roles'))
    return void process.stdout.write(rolesFor(settings()));
  await prepare();
  const env = settings();
  const given = env['DATABASE_OWNER_URL'];
  if (!given && (isProduction(env) || env['DATABASE_URL']))
    throw new Refusal('DATABASE_OWNER_URL is missing: the login of DATABASE_URL may not migrate.');
  const embedded = given ? null : await openEmbedded(env);
  try {
    const ownerUrl = given ?? embedded.ownerUrl;
    const made = await createRoles(ownerUrl);
    if (made && env['DATABASE_URL']) await setServerPassword(ownerUrl, env['DATABASE_URL']);
    else if (made && given)
      say(
        "The roles are new. Before the server can sign in: ALTER ROLE relance_server PASSWORD '...'",
      );
    await applyMigrations(ownerUrl);
  } finally {
    if (embedded && !embedded.server.adopted) await embedded.server.stop();
  }
}

/** For somebody with more rights than the login of DATABASE_OWNER_URL, which has to become the owner all the same. */
function rolesFor(env) {
  const roles = readFileSync(rolesFile, 'utf8');
  if (!env['DATABASE_OWNER_URL']) return roles;
  const login = decodeURIComponent(new URL(env['DATABASE_OWNER_URL']).username);
  return `${roles}\nGRANT relance_owner TO "${login.replaceAll('"', '""')}";\n`;
}

run().catch(report);
