import { createApp } from './app';
import { SystemClock, TurnableClock } from './core/clock';
import { Config, ConfigError, readConfig } from './core/config';
import { Database } from './core/database';
import { seededRandom } from './core/ids';
import { Log } from './core/log';
import { TestClock } from './core/test-clock';
import { DEMO, DemoDays } from './demo-days';
import { DEMO_FORM, openForm } from './demo-form';
import { DemoHouses } from './demo-houses';
import {
  DEMO_AUDITOR,
  DEMO_PASSWORD,
  DEMO_PEOPLE,
  hireAuditor,
  hireTeam,
  Worker,
} from './demo-team';
import { FirstAdmin, Sessions, systemScope } from './identity';

const SEED = 400;
const DAY_MS = 86_400_000;
/** So many requests as here no person makes. */
const LIMIT = 1_000_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Lives the demo's three months before the server starts: `npm start -- --demo`. @returns the exit code */
async function load(): Promise<number> {
  const config = demoConfig();
  const now = new SystemClock().now();
  const clock = new TurnableClock(
    new Date((Math.floor(now.getTime() / DAY_MS) - DEMO.days) * DAY_MS),
  );
  const app = await createApp({ config, clock, log: new Log('warn'), random: seededRandom(SEED) });
  await app.init();
  try {
    const db = app.get(Database);
    const [found] = await db.transaction(systemScope('demo'), (tx) =>
      tx.rows<{ admin: string | null; isDone: boolean; isEmpty: boolean }>(
        `SELECT (SELECT id FROM users WHERE role = 'ADMIN' AND state = 'ACTIVE' ORDER BY id LIMIT 1) AS admin,
                EXISTS (SELECT FROM users WHERE email = $1) AS "isDone",
                NOT EXISTS (SELECT FROM users WHERE role <> 'ADMIN') AND NOT EXISTS (SELECT FROM leads) AS "isEmpty"`,
        [DEMO_AUDITOR],
      ),
    );
    if (found?.isDone) {
      say('The demo team is at work already.');
      return 0;
    }
    if (!found?.isEmpty || !found.admin) {
      say(
        'The demo team needs a database without people and leads, and this one has some: real ones, or half a demo that was\ninterrupted. Nothing was changed. Name another database, or stop the server, delete .data/ and start again.',
      );
      return 1;
    }
    const admin = found.admin;
    const token = await db.transaction(systemScope('demo'), (tx) =>
      app.get(Sessions).open(tx, admin, '127.0.0.1', 'relance demo'),
    );
    const team = await hireTeam(app, new Worker(app, token, admin, []));
    const houses = new DemoHouses(team.sales, seededRandom(SEED + 1));
    const days = new DemoDays(team, houses, () => clock.now(), DEMO);
    const begun = performance.now();
    await days.live(app.get(TestClock), now, (day) => {
      if (day % 2 === 0) tell(day, days, begun);
    });
    await hireAuditor(team.admin);
    await openForm(team.admin);
    introduce(app.get(FirstAdmin).created());
    return 0;
  } finally {
    await app.close();
  }
}

function demoConfig(): Config {
  const config = readConfig();
  if (!config.get('RELANCE_DEMO')) throw new ConfigError(['RELANCE_DEMO: is 1 for the demo team']);
  if (config.get('EMAIL_MODE') !== 'capture')
    throw new ConfigError(['EMAIL_MODE: the demo team writes to nobody real; it needs capture']);
  return new Config({
    ...config.values,
    ROLES: ['api', 'worker'],
    // How the machine bears three months in some minutes is no part of the story.
    COCKPIT_ALERTS_SECONDS: 0,
    RATE_LIMIT_READS_PER_MINUTE: LIMIT,
    RATE_LIMIT_WRITES_PER_MINUTE: LIMIT,
    RATE_LIMIT_SEARCHES_PER_MINUTE: LIMIT,
    RATE_LIMIT_SIGN_INS_PER_5_MINUTES: LIMIT,
  });
}

function tell(day: number, { counts, plan }: DemoDays, begun: number): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  say(
    `Demo team: day ${String(day)} of ${String(plan.days)} after ${seconds} s: ${String(counts.leads)} of ${String(plan.leads)} leads, ${String(counts.mails)} mails, ${String(counts.answers)} answers, ${String(counts.customers)} customers, ${String(counts.orders)} orders`,
  );
}

function introduce(firstAdmin: { email: string; password: string } | null): void {
  say('\nThe demo team, everything marked as simulated:');
  for (const [email, name, role] of DEMO_PEOPLE)
    say(`  ${role.padEnd(8)} ${name.padEnd(14)} ${email}  ${DEMO_PASSWORD}`);
  say(`  AUDITOR  Ada Prüfer     ${DEMO_AUDITOR}  ${DEMO_PASSWORD}`);
  say(`  Anybody may register at /f/${DEMO_FORM}.`);
  if (firstAdmin)
    say(`  ADMIN    Admin          ${firstAdmin.email}  ${firstAdmin.password}  (shown once)\n`);
}

load().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`,
    );
    process.exit(1);
  },
);
