#!/usr/bin/env node
import { aloud } from './lib/commands.mjs';
import { openDatabase } from './lib/database.mjs';
import { prepare } from './lib/prepare.mjs';
import { report } from './lib/progress.mjs';
import { inRoot } from './lib/project.mjs';
import { settings } from './lib/settings.mjs';

/** The command line of an installation; brings the database up for the command if it does not run. */
async function run() {
  await prepare();
  const { server, env } = await openDatabase(settings());
  try {
    const command = [process.execPath, inRoot('dist', 'src', 'cli.js'), ...process.argv.slice(2)];
    process.exitCode = (await aloud('relance', command, { env })) ?? 1;
  } finally {
    if (server && !server.adopted) await server.stop();
  }
}

run().catch(report);
