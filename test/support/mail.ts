import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { register } from 'prom-client';
import { TurnableClock } from '../../src/core/clock';
import { readConfig } from '../../src/core/config';
import { CoreModule } from '../../src/core/core.module';
import { Database, systemDbScope, type Tx } from '../../src/core/database';
import { seededRandom } from '../../src/core/ids';
import { Log } from '../../src/core/log';
import { Loops } from '../../src/core/loops';
import { EmailModule, EmailService } from '../../src/email';
import { SHIPPED } from '../../src/email/templates/shipped.rules';
import { sampleValues } from '../../src/email/templates/variables.rules';
import { EventsModule } from '../../src/events';
import { IdentityModule } from '../../src/identity';
import { asSuperuser, type TestDatabase } from './database';

export type NewMail = Parameters<EmailService['enqueueAll']>[1][number];

const [T3, T7] = SHIPPED.map(({ versionId }) => versionId);
const HOUR_MS = 3_600_000;

/** Core, events and mail without the modules above, sending to `smtpUrl` or into the development mailbox. */
export async function startMail(
  database: TestDatabase,
  {
    smtpUrl,
    env = {},
    at = '2026-03-02T08:00:00Z',
  }: { smtpUrl?: string; env?: Record<string, string>; at?: string } = {},
) {
  register.clear();
  const config = readConfig({
    RELANCE_ENV: 'test',
    DATABASE_URL: database.serverUrl,
    LOG_LEVEL: 'silent',
    SECRET_KEY: 'm'.repeat(44),
    PUBLIC_URL: 'https://crm.example',
    EMAIL_MAILBOX_PORT: '0',
    EMAIL_RENDERERS: '1',
    ...(smtpUrl && { EMAIL_MODE: 'smtp', EMAIL_SMTP_URL: smtpUrl }),
    ...env,
  });
  const clock = new TurnableClock(new Date(at));
  const ground = { config, clock, log: new Log('silent'), random: seededRandom(7) };
  const module = await Test.createTestingModule({
    imports: [CoreModule.on(ground), EventsModule, IdentityModule, EmailModule],
  }).compile();
  const app: INestApplicationContext = await module.init();
  const db = app.get(Database);
  const run = <T>(act: (tx: Tx) => Promise<T>) => db.transaction(systemDbScope('test'), act);
  return {
    app,
    db,
    clock,
    run,
    email: app.get(EmailService),
    loops: app.get(Loops),
    drain: () => app.get(Loops).drain(),
    /** Queues mails, in one transaction. */
    enqueue: (...mails: NewMail[]) => run((tx) => app.get(EmailService).enqueueAll(tx, mails)),
    /** A mail that everything is right about; its key is its number. */
    mail: (nr: number, change: Partial<NewMail> = {}): NewMail => ({
      idempotencyKey: `test:${String(nr)}`,
      stream: 'followup',
      to: { address: `chef${String(nr)}@hotel.example`, name: 'Eva Brandt' },
      subjectId: null,
      templateVersionId: T3 ?? '',
      variables: sampleValues('de'),
      locale: 'de',
      senderUserId: null,
      about: { kind: 'test', id: aboutId(nr) },
      dueAt: clock.now(),
      notAfter: new Date(clock.now().getTime() + 48 * HOUR_MS),
      legalBasis: { basis: 'OPT_IN', consentId: null },
      simulated: false,
      ...change,
    }),
    /** What the database says, past every rule. */
    sql: <R extends object>(text: string, values: unknown[] = []) =>
      asSuperuser<R>(database, text, values),
    statuses: async () =>
      (
        await asSuperuser<{ key: string; state: string }>(
          database,
          `SELECT idempotency_key AS key, status || coalesce(' ' || reason, '') AS state FROM email_messages ORDER BY 1`,
        )
      ).reduce<Record<string, string>>((all, { key, state }) => ({ ...all, [key]: state }), {}),
    facts: async () =>
      (
        await asSuperuser<{ type: string }>(
          database,
          `SELECT type FROM event_log WHERE type LIKE 'crm.email.%' ORDER BY position`,
        )
      ).map(({ type }) => type.replace(/^crm\.email\.|\.v1$/g, '')),
  };
}
export type MailGround = Awaited<ReturnType<typeof startMail>>;

export const T3_VERSION = T3 ?? '';
export const T7_VERSION = T7 ?? '';

export function aboutId(nr: number): string {
  return `00000000-0000-4000-8000-${String(nr).padStart(12, '0')}`;
}
