import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The folder of the package that a file belongs to, wherever it was built into and whatever that is called. */
export function rootAbove(folder: string): string {
  if (existsSync(resolve(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('The server lies in no package.');
  return rootAbove(above);
}
