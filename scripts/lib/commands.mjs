import { spawn } from 'node:child_process';
import { Refusal, reminder, say, step } from './progress.mjs';
import { root } from './project.mjs';

const running = new Set();
/** Longer than anything of ours lasts without a word: what is silent longer hangs, and would hang for ever. */
const HANGS_AFTER_MS = 20 * 60_000;

/** Runs a command quietly and shows what it said only when it fails. */
export function quietly(what, command, options = {}) {
  return step(what, async () => {
    let output = '';
    const { code, signal } = await execute(command, options, (chunk) => (output += chunk));
    if (code !== 0)
      throw new Refusal(
        `${output.trimEnd()}\n\n${what} failed (${command.join(' ')}): ${signal ?? `exit code ${code}`}.`,
      );
    return output;
  });
}

/** Runs a command and passes on what it says. @returns its exit code, null when it was killed: by somebody, or since it hung */
export async function aloud(what, command, options = {}) {
  const silence = reminder(what);
  const hung = new AbortController();
  const hangs = () => {
    say(`${what}: not a word for ${HANGS_AFTER_MS / 60_000} minutes; it is ended`);
    hung.abort();
  };
  let timer = setTimeout(hangs, HANGS_AFTER_MS);
  try {
    const { code } = await execute(
      command,
      { ...options, signal: hung.signal },
      (chunk, stream) => {
        silence.heard();
        clearTimeout(timer);
        timer = setTimeout(hangs, HANGS_AFTER_MS);
        stream.write(chunk);
      },
    );
    return code;
  } finally {
    silence.end();
    clearTimeout(timer);
  }
}

/** npm as it was called, so that both are of one version. */
export function npm(...args) {
  const script = process.env['npm_execpath'];
  if (script?.match(/npm-cli\.c?js$/)) return [process.execPath, script, ...args];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args];
}

/** Passes a signal on to all that this process runs at the moment. */
export function endCommands(signal = 'SIGTERM') {
  for (const child of running) child.kill(signal);
}

function execute([program, ...args], { cwd = root, env = process.env, signal } = {}, heard) {
  return new Promise((done, failed) => {
    const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn(program, args, {
      cwd,
      env: { ...colours, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: program.endsWith('.cmd'),
    });
    running.add(child);
    signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    child.stdout.on('data', (chunk) => heard(chunk, process.stdout));
    child.stderr.on('data', (chunk) => heard(chunk, process.stderr));
    child.once('error', (error) =>
      failed(new Refusal(`${program} cannot be started: ${error.message}`)),
    );
    child.once('close', (code, signal) => {
      running.delete(child);
      done({ code, signal });
    });
  });
}
