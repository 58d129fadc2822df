import { writeFileSync } from 'node:fs';
import { inRoot } from './lib/project.mjs';

const words = process.argv
  .slice(2)
  .join('-')
  .toLowerCase()
  .replace(/[^a-z0-9]+/g, '-');
if (!words) {
  process.stderr.write('Usage: node scripts/new-migration.mjs <what it does>\n');
  process.exit(2);
}
const number = `${new Date().toISOString().replace(/\D/g, '').slice(0, 12)}1`;
const name = words.replace(/(^|-)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase()) + number;
const file = inRoot('migrations', `${number}-${words}.ts`);
writeFileSync(
  file,
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What this changes, in one sentence. */
export class ${name} implements MigrationInterface {
  name = '${name}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }
}
`,
  { flag: 'wx' },
);
process.stdout.write(`${file}\nAdd ${name} to migrations/index.ts, at the end.\n`);
