import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootAbove } from '../../src/core/root';

describe('the root of the package', () => {
  it.each(['dist', 'my-distribution', 'relance'])(
    'is found from the sources and from what was built in a checkout called %s',
    (name) => {
      const parent = realpathSync(mkdtempSync(join(tmpdir(), 'root-')));
      try {
        const root = join(parent, name);
        for (const folder of ['src', 'dist/src'])
          mkdirSync(join(root, folder), { recursive: true });
        writeFileSync(join(root, 'package.json'), '{}');

        expect([rootAbove(join(root, 'src')), rootAbove(join(root, 'dist/src'))]).toEqual([
          root,
          root,
        ]);
      } finally {
        rmSync(parent, { recursive: true });
      }
    },
  );
});
