import { build } from './build.mjs';
import { install } from './install.mjs';
import { withLock } from './lock.mjs';
import { Refusal } from './progress.mjs';
import { inData, nodeFault } from './project.mjs';

/** Installs and builds what is missing or old; one process in this folder at a time. */
export async function prepare({ building = true } = {}) {
  const fault = nodeFault();
  if (fault) throw new Refusal(fault);
  await withLock(inData('prepare.lock'), async () => {
    await install();
    if (building) await build();
  });
}
