import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal, step } from './progress.mjs';
import { inData, inRoot } from './project.mjs';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];
const PACKAGE = inRoot('node_modules', '@sparticuz', 'chromium');

/** The browser of the tests: CHROME_PATH, else one that is installed, else the one that npm brought. */
export async function findBrowser(env) {
  if (env['CHROME_PATH']) return env['CHROME_PATH'];
  const folders = (env['PATH'] ?? '').split(delimiter);
  const installed = [
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...ELSEWHERE,
  ].find(works);
  if (installed) return installed;
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const home = inData(`chromium-${version}`);
  const browser = join(home, 'start');
  if (!existsSync(browser)) await step('Unpacking a browser', () => unpack(home));
  if (works(browser)) return browser;
  throw new Refusal(
    'No browser for the tests: install Chrome or Chromium, or set CHROME_PATH to one.',
  );
}

/** A name alone says little: a package manager may have left a stub. */
const works = (path) =>
  existsSync(path) && spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;

/** Brings the libraries and the fonts that a bare system lacks. */
async function unpack(home) {
  const partial = `${home}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const { inflate } = await import(
    pathToFileURL(join(PACKAGE, 'build', 'esm', 'lambdafs.js')).href
  );
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = partial; // where it unpacks to, and nowhere else
  try {
    for (const archive of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'])
      await inflate(join(PACKAGE, 'bin', archive));
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
  writeFileSync(join(partial, 'fonts', 'fonts.conf'), FONTS);
  writeFileSync(join(partial, 'start'), START);
  chmodSync(join(partial, 'start'), 0o755);
  rmSync(home, { recursive: true, force: true });
  renameSync(partial, home);
}

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

const START = `#!/bin/sh
home=$(dirname "$0")
export FONTCONFIG_PATH="$home/fonts" LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$home/al2023/lib"
exec "$home/chromium" "$@"
`;
