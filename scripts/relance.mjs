#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { openDatabase } from './lib/database.mjs';
import { prepare } from './lib/prepare.mjs';
import { report, sayOnStderr } from './lib/progress.mjs';
import { inRoot, root } from './lib/project.mjs';
import { settings } from './lib/settings.mjs';

/** The command line of an installation; brings the database up for the command if it does not run. */
async function run(args) {
  sayOnStderr();
  await prepare();
  const { server, env, ownerUrl } = await openDatabase(settings());
  try {
    process.exitCode = await command(args, {
      ...env,
      ...(ownerUrl && { DATABASE_OWNER_URL: ownerUrl }),
    });
  } finally {
    if (server && !server.adopted) await server.stop();
  }
}

/** With the terminal, since a command may ask for something. @returns its exit code */
function command(args, env) {
  return new Promise((done, failed) => {
    const options = { cwd: root, env, stdio: 'inherit' };
    const child = spawn(process.execPath, [inRoot('dist', 'src', 'cli.js'), ...args], options);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => child.kill(signal));
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? 1));
  });
}

run(process.argv.slice(2)).catch(report);
