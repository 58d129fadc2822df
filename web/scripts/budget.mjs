// What the first route and every other route load, against their budgets. Run by the build, which fails when one is exceeded.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const BUDGET = { firstScripts: 230 * KB, furtherScripts: 60 * KB, styles: 30 * KB, fonts: 50 * KB };
const FIRST_ROUTE = 'src/cockpit/cockpit.page.tsx';
/** In one language: what the frame and the cockpit read before the first paint. */
const FIRST_TEXTS = /\/(app|core|parts|lists|cockpit)\.de\.json$/;

const dist = join(import.meta.dirname, '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
const compressed = (file) => gzipSync(readFileSync(join(dist, file))).length;
const total = (files) => [...files].reduce((sum, file) => sum + compressed(file), 0);

/** A chunk with everything that it imports statically. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const scripts = (keys) => new Set([...keys].map((key) => manifest[key].file));
const styles = (keys) => new Set([...keys].flatMap((key) => manifest[key].css ?? []));
const first = new Set([
  ...closure('index.html'),
  ...closure(FIRST_ROUTE),
  ...Object.keys(manifest)
    .filter((key) => FIRST_TEXTS.test(key))
    .flatMap((key) => [...closure(key)]),
]);
const firstScripts = scripts(first);
const pages = Object.keys(manifest).filter(
  (key) => key.endsWith('.page.tsx') && key !== FIRST_ROUTE,
);
const further = pages.map((page) => ({
  page,
  bytes: total([...scripts(closure(page))].filter((file) => !firstScripts.has(file))),
}));
const fonts = Object.values(manifest).filter(({ file }) => /inter-latin-wght.*\.woff2$/.test(file));

const lines = [
  ['First route, scripts', total(firstScripts), BUDGET.firstScripts],
  ['First route, styles', total(styles(first)), BUDGET.styles],
  ...fonts.map(({ file }) => ['Font', readFileSync(join(dist, file)).length, BUDGET.fonts]),
  ...further.map(({ page, bytes }) => [page.replace('src/', ''), bytes, BUDGET.furtherScripts]),
];
let exceeded = 0;
for (const [what, bytes, budget] of lines) {
  if (bytes > budget) exceeded += 1;
  const mark = bytes > budget ? 'TOO LARGE' : 'ok';
  console.log(
    `${what.padEnd(34)} ${(bytes / KB).toFixed(1).padStart(6)} of ${budget / KB} kB  ${mark}`,
  );
}
process.exitCode = exceeded === 0 ? 0 : 1;
