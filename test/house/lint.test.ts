import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Case {
  rule: string;
  file: string;
  /** Breaks the rule. */
  broken: string;
  /** Says the same thing as the house says it; every message is a fault of the rule. */
  clean: string;
  /** What the message tells people to do. */
  sentence: string;
}

const CASES: Case[] = [
  {
    rule: 'core imports no module',
    file: 'src/core/probe.ts',
    broken: `import { LeadsService } from '../leads';\nexport const probe = LeadsService;\n`,
    clean: `import { Clock } from './clock';\nexport const probe = Clock;\n`,
    sentence: 'Record an event, or move what both need into the lower module',
  },
  {
    rule: 'a module imports nothing above it, not even a type',
    file: 'src/identity/probe.service.ts',
    broken: `import type { LeadsService } from '../leads';\nexport type Probe = LeadsService;\n`,
    clean: `import type { EventLog } from '../events/event-log';\nexport type Probe = EventLog;\n`,
    sentence: 'Calls go down, events go up: identity may import core, events',
  },
  {
    rule: 'a sub-folder of a module is held to the same table',
    file: 'src/email/templates/probe.service.ts',
    broken: `import { LeadsService } from '../../leads';\nexport const probe = LeadsService;\n`,
    clean: `import { Clock } from '../../core/clock';\nexport const probe = Clock;\n`,
    sentence: 'Record an event',
  },
  {
    rule: 'a re-export is an import',
    file: 'src/leads/probe.service.ts',
    broken: `export { Gateway } from '../cockpit';\n`,
    clean: `export { UsersService } from '../identity';\n`,
    sentence: 'Calls go down, events go up',
  },
  {
    rule: 'another module is entered by its door',
    file: 'src/cockpit/probe.queries.ts',
    broken: `import { LeadsQueries } from '../leads/leads.queries';\nexport const probe = LeadsQueries;\n`,
    clean: `import { LeadsQueries } from '../leads';\nexport const probe = LeadsQueries;\n`,
    sentence: "Enter a module by its door: import from '../<module>'",
  },
  {
    rule: 'the files at the root of src use the doors as well',
    file: 'src/app.module.ts',
    broken: `import { LeadsModule } from './leads/leads.module';\nexport const probe = LeadsModule;\n`,
    clean: `import { LeadsModule } from './leads';\nexport const probe = LeadsModule;\n`,
    sentence: 'Enter a module by its door',
  },
  {
    rule: 'a module does not go through its own door',
    file: 'src/leads/probe.service.ts',
    broken: `import { LeadsService } from './index';\nexport const probe = LeadsService;\n`,
    clean: `import { LeadsService } from './leads.service';\nexport const probe = LeadsService;\n`,
    sentence: 'Import the file itself',
  },
  {
    rule: 'an import is written where the table can see it',
    file: 'src/core/probe.ts',
    broken: `export const probe = () => import('../leads/index.js');\n`,
    clean: `export const probe = () => import('some-package');\n`,
    sentence: 'Import it at the top of the file',
  },
  {
    rule: 'the server needs neither tests nor scripts',
    file: 'src/leads/probe.service.ts',
    broken: `import { crm } from '../../test/support/crm';\nexport const probe = crm;\n`,
    clean: `import { Clock } from '../core/clock';\nexport const probe = Clock;\n`,
    sentence: 'Move what you need into src',
  },
  {
    rule: 'the catalogue depends on zod only',
    file: 'src/events/catalogue/probe.events.ts',
    broken: `import { Clock } from '../../core/clock';\nexport const probe = Clock;\n`,
    clean: `import { z } from 'zod';\nexport const probe = z;\n`,
    sentence: 'The catalogue depends on zod only',
  },
  {
    rule: 'rules are pure',
    file: 'src/leads/probe.rules.ts',
    broken: `import { Clock } from '../core/clock';\nexport const probe = Clock;\n`,
    clean: `import type { Lead } from './lead.entity';\nexport const isLate = (lead: Lead, now: Date) => now > lead.dueAt;\n`,
    sentence: 'Pass it in as a plain value',
  },
  {
    rule: 'nobody but the clock asks for the time',
    file: 'src/leads/probe.service.ts',
    broken: `export const probe = () => new Date();\n`,
    clean: `export const probe = (ms: number) => new Date(ms);\n`,
    sentence: 'Ask the Clock',
  },
  {
    rule: 'nobody but the clock asks for the time in milliseconds',
    file: 'src/core/probe.ts',
    broken: `export const probe = () => Date.now();\n`,
    clean: `export const probe = (at: Date) => at.getTime();\n`,
    sentence: 'Ask the Clock',
  },
  {
    rule: 'the zone library is told the time',
    file: 'src/leads/probe.rules.ts',
    broken: `import { DateTime } from 'luxon';\nexport const probe = () => DateTime.now();\n`,
    clean: `import { DateTime } from 'luxon';\nexport const probe = (at: Date) => DateTime.fromJSDate(at);\n`,
    sentence: 'Ask the Clock',
  },
  {
    rule: 'chance comes from Ids',
    file: 'src/leads/probe.service.ts',
    broken: `export const probe = () => Math.random();\n`,
    clean: `import type { Ids } from '../core/ids';\nexport const probe = (ids: Ids) => ids.fraction();\n`,
    sentence: 'Ask Ids',
  },
  {
    rule: 'ids come from Ids',
    file: 'src/leads/probe.service.ts',
    broken: `import { randomUUID } from 'node:crypto';\nexport const probe = () => randomUUID();\n`,
    clean: `import type { Ids } from '../core/ids';\nexport const probe = (ids: Ids) => ids.uuid();\n`,
    sentence: 'Ask Ids',
  },
  {
    rule: 'a module waits by a loop or a row',
    file: 'src/leads/probe.runner.ts',
    broken: `export const probe = (work: () => void) => setInterval(work, 1000);\n`,
    clean: `export const probe = (work: () => void) => work();\n`,
    sentence: 'Register a loop',
  },
  {
    rule: 'a module does not sleep',
    file: 'src/leads/probe.runner.ts',
    broken: `import { setTimeout as sleep } from 'node:timers/promises';\nexport const probe = () => sleep(1000);\n`,
    clean: `export const probe = (due: Date) => due;\n`,
    sentence: 'Register a loop',
  },
  {
    rule: 'the environment is read in one place',
    file: 'src/leads/probe.service.ts',
    broken: `export const probe = process.env.PORT;\n`,
    clean: `import type { Config } from '../core/config';\nexport const probe = (config: Config) => config.get('PORT');\n`,
    sentence: 'Ask the injected Config',
  },
  {
    rule: 'the environment is not imported either',
    file: 'src/core/probe.ts',
    broken: `import { env } from 'node:process';\nexport const probe = env;\n`,
    clean: `import type { Config } from './config';\nexport const probe = (config: Config) => config.get('PORT');\n`,
    sentence: 'Ask the injected Config',
  },
  {
    rule: 'no any',
    file: 'src/leads/probe.service.ts',
    broken: `export const probe = (value: any) => String(value);\n`,
    clean: `export const probe = (value: unknown) => String(value);\n`,
    sentence: 'Say unknown and parse it',
  },
  {
    rule: 'no default export',
    file: 'src/leads/probe.service.ts',
    broken: `export default class Probe {\n  readonly one = 1;\n}\n`,
    clean: `export class Probe {\n  readonly one = 1;\n}\n`,
    sentence: 'Export by name',
  },
  {
    rule: 'no door lets everything out',
    file: 'src/leads/index.ts',
    broken: `export * from './leads.service';\n`,
    clean: `export { LeadsService } from './leads.service';\n`,
    sentence: 'Name what leaves the room',
  },
  {
    rule: 'only core speaks HTTP exceptions',
    file: 'src/leads/probe.service.ts',
    broken: `import { NotFoundException } from '@nestjs/common';\nexport const probe = new NotFoundException();\n`,
    clean: `import { LeadNotFound } from './leads.problems';\nexport const probe = new LeadNotFound();\n`,
    sentence: 'Throw a Problem',
  },
  {
    rule: 'a line of log, not of console',
    file: 'src/leads/probe.service.ts',
    broken: `console.log('registered');\nexport const probe = 1;\n`,
    clean: `import type { Log } from '../core/log';\nexport const probe = (log: Log) => log.info('lead.registered');\n`,
    sentence: 'Write one line with the injected Log',
  },
  {
    rule: 'a rule is not switched off in passing',
    file: 'src/leads/probe.service.ts',
    broken: `// eslint-disable-next-line no-restricted-syntax\nexport const probe = () => Date.now();\n`,
    clean: `export const probe = (at: Date) => at.getTime();\n`,
    sentence: 'Ask the Clock',
  },
  {
    rule: 'a migration stands alone',
    file: 'migrations/202601011200-probe.ts',
    broken: `import { tables } from '../src/leads/tables';\nexport const probe = tables;\n`,
    clean: `import type { QueryRunner } from 'typeorm';\nexport type Probe = QueryRunner;\n`,
    sentence: 'a migration is history',
  },
  {
    rule: 'a room of the web imports no other room',
    file: 'web/src/leads/probe.page.tsx',
    broken: `import { Users } from '../admin/users.page';\nexport const Probe = () => <Users />;\n`,
    clean: `import { DataTable } from '../parts/data-table';\nexport const Probe = () => <DataTable />;\n`,
    sentence: 'A room imports parts, core and api',
  },
  {
    rule: 'a room of the web loads no other room later',
    file: 'web/src/leads/probe.page.tsx',
    broken: `export const probe = () => import('../admin/users.page');\n`,
    clean: `export const probe = () => import('../parts/chart-card');\n`,
    sentence: 'Link to the route instead',
  },
  {
    rule: 'the parts of the web know no room',
    file: 'web/src/parts/probe.tsx',
    broken: `import { leadKeys } from '../leads/leads.queries';\nexport const probe = leadKeys;\n`,
    clean: `import { api } from '../core/api';\nexport const probe = api;\n`,
    sentence: 'knows no room',
  },
  {
    rule: 'the core of the web knows no part',
    file: 'web/src/core/probe.ts',
    broken: `import { DataTable } from '../parts/data-table';\nexport const probe = DataTable;\n`,
    clean: `import type { paths } from '../api/schema';\nexport type Probe = paths;\n`,
    sentence: 'knows no room and may import api',
  },
  {
    rule: 'the web writes media queries in style sheets',
    file: 'web/src/parts/probe.tsx',
    broken: `export const Probe = () => <Box p={{ base: 'xs', sm: 'md' }} />;\n`,
    clean: `export const Probe = () => <Box p="md" />;\n`,
    sentence: 'Write a media query in the .css file',
  },
  {
    rule: 'work is done, not noted',
    file: 'src/leads/probe.service.ts',
    broken: `// TODO: later\nexport const probe = 1;\n`,
    clean: `// RFC 9110 §13.1.1\nexport const probe = 1;\n`,
    sentence: 'todo',
  },
];

function lint(texts: { file: string; code: string }[]): string[][] {
  const answer = execFileSync(process.execPath, [join(__dirname, 'support/lint-texts.mjs')], {
    cwd: join(__dirname, '../..'),
    input: JSON.stringify(texts),
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(answer.toString('utf8'));
}

describe('the lint rules of the house', () => {
  let brokenMessages: string[][];
  let cleanMessages: string[][];

  beforeAll(() => {
    const answers = lint([
      ...CASES.map(({ file, broken }) => ({ file, code: broken })),
      ...CASES.map(({ file, clean }) => ({ file, code: clean })),
    ]);
    brokenMessages = answers.slice(0, CASES.length);
    cleanMessages = answers.slice(CASES.length);
  });

  it.each(CASES.map(({ rule, sentence }, index) => ({ rule, sentence, index })))(
    'say what to do when this is broken: $rule',
    ({ sentence, index }) => {
      expect(brokenMessages[index]).toContainEqual(expect.stringContaining(sentence));
    },
  );

  it.each(CASES.map(({ rule }, index) => ({ rule, index })))(
    'stay silent when this is kept: $rule',
    ({ index }) => {
      expect(cleanMessages[index]).toEqual([]);
    },
  );
});
