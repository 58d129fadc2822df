import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { npm, quietly } from './commands.mjs';
import { inRoot, root, web } from './project.mjs';

const SERVER_SOURCES = [
  'src',
  'migrations',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
].map((path) => inRoot(path));
const NOT_BUILT = /(^|\/)(node_modules|dist|test-results|e2e)$|\.(spec|test)\.tsx?$/;

/** Builds server and screens unless they are built from the sources as they are. */
export async function build() {
  await Promise.all([buildServer(), buildScreens()]);
}

async function buildServer() {
  const dist = inRoot('dist');
  const hash = hashOf(SERVER_SOURCES);
  if (isBuilt(dist, hash)) return;
  const partial = `${dist}.partial`; // put in place when whole: a server may run from the old one
  rmSync(partial, { recursive: true, force: true });
  const output = ['--outDir', partial, '--tsBuildInfoFile', join(partial, 'build.tsbuildinfo')];
  const compiler = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  await quietly('Building the server', [
    process.execPath,
    compiler,
    '-p',
    inRoot('tsconfig.build.json'),
    ...output,
  ]);
  // Programs of their own, which run in a process apart and are not compiled.
  cpSync(inRoot('src'), join(partial, 'src'), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || path.endsWith('.mjs'),
  });
  writeFileSync(stampOf(partial), hash);
  rmSync(`${dist}.old`, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, `${dist}.old`);
  renameSync(partial, dist);
  rmSync(`${dist}.old`, { recursive: true, force: true });
}

async function buildScreens() {
  if (!existsSync(join(web, 'package.json'))) return;
  const dist = join(web, 'dist');
  const hash = hashOf([web]);
  if (isBuilt(dist, hash)) return;
  rmSync(stampOf(dist), { force: true });
  await quietly('Building the screens', npm('run', 'build'), { cwd: web });
  writeFileSync(stampOf(dist), hash);
}

/** In the folder itself, so that whoever else builds there takes it away. */
const stampOf = (dist) => join(dist, '.sources');
const isBuilt = (dist, hash) =>
  existsSync(stampOf(dist)) && readFileSync(stampOf(dist), 'utf8') === hash;

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesIn).sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (NOT_BUILT.test(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
