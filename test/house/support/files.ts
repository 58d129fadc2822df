import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(__dirname, '../../..');

/** A file of the project; `path` is relative to its root, with forward slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const NOT_OURS = new Set([
  '.data',
  '.git',
  'coverage',
  'dist',
  'dist.old',
  'dist.partial',
  'node_modules',
  'playwright-report',
  'test-results',
]);

/** Paths of all files below `folder`, sorted; an absent folder has none. */
export function filesBelow(folder: string): string[] {
  const start = join(ROOT, folder);
  return existsSync(start) ? walk(start).sort() : [];
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [relative(ROOT, path).replaceAll('\\', '/')] : [];
  });
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function readAll(paths: readonly string[]): TextFile[] {
  return paths.map((path) => ({ path, text: readText(path) }));
}

export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** The rooms of the server: every folder directly below `src`. */
export function modules(): string[] {
  return readdirSync(join(ROOT, 'src')).filter((name) =>
    statSync(join(ROOT, 'src', name)).isDirectory(),
  );
}

/** Loads a file of the project by its path, as the server would. */
export function load(path: string): Record<string, unknown> {
  return jest.requireActual<Record<string, unknown>>(join(ROOT, path));
}
