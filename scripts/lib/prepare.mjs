import { existsSync } from 'node:fs';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { withLock } from './lock.mjs';
import { Refusal } from './progress.mjs';
import { inData, inRoot, nodeFault } from './project.mjs';

/**
 * Installs and builds what is missing or old; one process in this folder at a time. Where the sources are not, as in an
 * image, everything was built before.
 */
export async function prepare() {
  const fault = nodeFault();
  if (fault) throw new Refusal(fault);
  if (!existsSync(inRoot('src'))) return;
  await withLock(inData('prepare.lock'), async () => {
    await install();
    await build();
  });
}
