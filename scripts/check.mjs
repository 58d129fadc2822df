import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { aloud, npm } from './lib/commands.mjs';
import { prepare } from './lib/prepare.mjs';
import { report, say } from './lib/progress.mjs';
import { inRoot, root, web } from './lib/project.mjs';

/** Everything that must hold before a change lands: two rows side by side, each in its order, for two cores. */
const ROWS = [
  [['Lint', npm('run', '--silent', 'lint'), root]],
  [
    ['Format', npm('run', '--silent', 'format'), root],
    ['Types of the server', npm('run', '--silent', 'types'), root],
    ['Types of the screens', npm('run', '--silent', 'types'), web],
    ['Generated documents', [process.execPath, inRoot('scripts', 'generate.mjs'), '--check'], root],
  ],
];

/** @returns how many of the row are broken */
async function look(row) {
  let broken = 0;
  for (const [what, command, cwd] of row) {
    if (!existsSync(cwd)) continue;
    const since = performance.now();
    const code = await aloud(what, command, { cwd });
    say(
      `${what}: ${code === 0 ? 'fine' : 'FAILED'} after ${((performance.now() - since) / 1000).toFixed(1)} s`,
    );
    if (code !== 0) broken += 1;
  }
  return broken;
}

/** The test command of the README; its last line is the last line of this one. */
function test() {
  return new Promise((done) => {
    let tail = '';
    const child = spawn(process.execPath, [inRoot('scripts', 'test.mjs')], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.on('data', (chunk) => {
      tail = (tail + chunk.toString()).slice(-500);
      process.stdout.write(chunk);
    });
    child.once('close', (code) => {
      const [, passed, failed] =
        /(\d+) passed, (\d+) failed/.exec(tail.split('\n').at(-2) ?? '') ?? [];
      done({ passed: Number(passed ?? 0), failed: Number(failed ?? 1), code });
    });
  });
}

let broken = 0;
try {
  await prepare();
  broken = (await Promise.all(ROWS.map(look))).reduce((sum, count) => sum + count);
} catch (error) {
  broken += 1;
  report(error);
}
const { passed, failed, code } = await test();
const failures = failed + broken + (code !== 0 && failed === 0 ? 1 : 0);
process.stdout.write(`\n${passed} passed, ${failures} failed\n`);
process.exit(failures > 0 || passed === 0 ? 1 : 0);
