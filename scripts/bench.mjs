import { existsSync, readdirSync } from 'node:fs';
import { aloud } from './lib/commands.mjs';
import { prepare } from './lib/prepare.mjs';
import { report } from './lib/progress.mjs';
import { inRoot } from './lib/project.mjs';

const names = readdirSync(inRoot('bench')).filter((name) =>
  existsSync(inRoot('bench', name, `${name}.bench.mjs`)),
);
const [name, ...options] = process.argv.slice(2);

if (!names.includes(name)) {
  process.stdout.write(
    `Usage: npm run bench -- <name> [--full]\n\nThere are: ${names.join(', ')}\n`,
  );
  process.exit(name === undefined ? 0 : 2);
}
try {
  await prepare();
  const file = inRoot('bench', name, `${name}.bench.mjs`);
  process.exitCode = (await aloud(name, [process.execPath, file, ...options])) ?? 1;
} catch (error) {
  report(error);
}
