import PostalMime from 'postal-mime';
import { ConfigError, readConfig } from '../../src/core/config';
import { midOf } from '../../src/email/mid.rules';
import { testDatabase, type TestDatabase } from '../support/database';
import { type MailGround, startMail, T7_VERSION } from '../support/mail';
import {
  SendGrid,
  sendGridErrors,
  type SendGridRequest,
  Ses,
  sesError,
} from '../support/mail-apis';

const UNAVAILABLE = { status: 503, body: sendGridErrors('unavailable') };

describe('mail by several providers', () => {
  let database: TestDatabase;
  let sendgrid: SendGrid;
  let ses: Ses;
  let ground: MailGround;
  const grounds: MailGround[] = [];

  const live = (env: Record<string, string> = {}) => ({
    EMAIL_MODE: 'live',
    EMAIL_PROVIDERS: 'sendgrid,ses',
    EMAIL_SENDGRID_API_KEY: 'SG.key-of-the-test',
    EMAIL_SENDGRID_URL: sendgrid.url,
    EMAIL_SES_REGION: 'eu-central-1',
    EMAIL_SES_ACCESS_KEY_ID: 'AKIATESTTESTTEST',
    EMAIL_SES_SECRET_ACCESS_KEY: 'secret-of-the-test',
    EMAIL_SES_CONFIGURATION_SET: 'relance',
    EMAIL_SES_URL: ses.url,
    EMAIL_FROM_ADDRESS: 'angebote@relance.example',
    EMAIL_REPLY_DOMAIN: 'reply.relance.example',
    ...env,
  });
  const another = async (env: Record<string, string> = {}) => {
    const made = await startMail(database, { env: live(env) });
    grounds.push(made);
    return made;
  };
  const start = async (env: Record<string, string> = {}) => {
    for (const one of grounds.splice(0)) await one.app.close();
    ground = await another(env);
  };
  const send = async (
    from: number,
    count: number,
    change: Parameters<MailGround['mail']>[1] = {},
  ) => {
    const mails = Array.from({ length: count }, (_, at) => ground.mail(from + at, change));
    await ground.enqueue(...mails);
    await ground.drain();
  };
  const circuit = async (provider: string) => {
    const [row] = await ground.sql<{ state: string; reason: string | null }>(
      `SELECT state, reason FROM email_circuits WHERE provider = '${provider}'`,
    );
    return row ?? { state: 'closed', reason: null };
  };
  const circuitDue = () =>
    ground.sql(
      `UPDATE email_circuits SET retry_at = now() - interval '1 s' WHERE retry_at > now()`,
    );
  const changes = async () =>
    (
      await ground.sql<{ told: string }>(
        `SELECT concat_ws(' ', data->>'provider', data->>'from', data->>'to', data->>'reason') AS told FROM event_log
          WHERE type = 'crm.email.circuit.changed.v1' ORDER BY position`,
      )
    ).map(({ told }) => told);
  const attemptsOf = (nr: number) =>
    ground.sql<{ provider: string; state: string; code: string }>(
      `SELECT a.provider, a.state, a.code FROM email_attempts a JOIN email_messages m ON m.id = a.message_id
        WHERE m.idempotency_key = 'test:${String(nr)}' ORDER BY a.claim_epoch`,
    );
  /** Nobody has a mail twice. */
  const once = () => {
    const all = [...sendgrid.taken, ...ses.taken].map(({ mid }) => mid);
    expect(new Set(all).size).toBe(all.length);
    return all.length;
  };

  beforeAll(async () => {
    sendgrid = await new SendGrid().start();
    ses = await new Ses().start();
  });
  afterAll(async () => {
    await sendgrid.stop();
    await ses.stop();
  });
  beforeEach(async () => {
    database = await testDatabase();
    for (const api of [sendgrid, ses]) {
      api.taken.length = 0;
      Object.assign(api, { calls: 0, mostAtOnce: 0, thinksMs: 0, trouble: () => undefined });
    }
    ses.quota = { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 };
  });
  afterEach(async () => {
    for (const one of grounds.splice(0)) await one.app.close();
    await database.drop();
  });

  it('leaves by SendGrid with its headers and id, and with nothing that SendGrid would put in', async () => {
    await start();
    await send(1, 1, { threadKey: 'lead-1' });

    const [row] = await ground.sql<{ id: string }>(
      'SELECT id, status, provider, provider_message_id AS "theirs", wire_message_id AS wire FROM email_messages',
    );
    expect(row).toMatchObject({
      status: 'sent',
      provider: 'sendgrid',
      theirs: 'sendgrid-0',
      wire: null,
    });
    const given = sendgrid.taken[0]?.request as SendGridRequest;
    expect(given).toMatchObject({
      from: { email: 'angebote@relance.example' },
      reply_to: { email: expect.stringMatching(/^r\+.*@reply\.relance\.example$/) as string },
      content: [{ type: 'text/plain' }, { type: 'text/html' }],
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
        ganalytics: { enable: false },
      },
    });
    expect(given.personalizations).toEqual([
      {
        to: [{ email: 'chef1@hotel.example', name: 'Eva Brandt' }],
        custom_args: { mid: midOf(row?.id ?? '') },
        headers: {
          'Message-ID': expect.stringMatching(
            /^<[0-9a-z]{26}\.[0-9a-z]+@relance\.example>$/,
          ) as string,
          'In-Reply-To': expect.stringMatching(/^<.*>$/) as string,
          References: expect.stringMatching(/^<thr\..*>$|^<.*>$/) as string,
          'List-Unsubscribe': expect.stringMatching(/^<https:\/\/crm\.example\/e\/u\//) as string,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'List-Id': expect.any(String) as string,
          'Feedback-ID': expect.any(String) as string,
          'X-CRM-Mid': expect.any(String) as string,
          'Content-Language': 'de',
        },
      },
    ]);
  });

  it('leaves by SES as it is, and the next of its thread names the id that SES gave it', async () => {
    await start({ EMAIL_PROVIDERS: 'ses,sendgrid' });
    await send(1, 1, { threadKey: 'lead-1' });
    await send(2, 1, { threadKey: 'lead-1', templateVersionId: T7_VERSION });

    const given = ses.taken[0]?.request as Record<string, string>;
    expect(given).toMatchObject({
      Action: 'SendRawEmail',
      Source: 'angebote@relance.example',
      ConfigurationSetName: 'relance',
      'Destinations.member.1': 'chef1@hotel.example',
    });
    const rows = await ground.sql<{ id: string; wire: string; theirs: string }>(
      `SELECT id, wire_message_id AS wire, provider_message_id AS theirs FROM email_messages ORDER BY idempotency_key`,
    );
    expect(ses.taken.map(({ mid }) => mid)).toEqual(rows.map(({ id }) => midOf(id)));
    expect(rows[0]).toMatchObject({ theirs: 'ses-0', wire: 'ses-0@eu-central-1.amazonses.com' });
    const raw = (nr: number) =>
      PostalMime.parse(
        Buffer.from(
          (ses.taken[nr]?.request as Record<string, string>)['RawMessage.Data'] ?? '',
          'base64',
        ),
      );
    const [first, second] = [await raw(0), await raw(1)];
    expect(second.inReplyTo).toBe('<ses-0@eu-central-1.amazonses.com>');
    expect(second.references).toContain(first.messageId);
  });

  it('goes on by the next one when the first is down, tries it with one mail at a time, and gets it back slowly', async () => {
    await start();
    await send(0, 20);
    expect(sendgrid.taken).toHaveLength(20);
    sendgrid.trouble = () => UNAVAILABLE;
    sendgrid.calls = 0;

    await send(100, 100);

    // Half a minute is not over: of a hundred mails at most ten met it.
    expect(sendgrid.calls).toBeLessThanOrEqual(10);
    expect(await circuit('sendgrid')).toEqual({ state: 'open', reason: 'consecutive_failures' });
    const waiting = await ground.sql(
      `SELECT 1 FROM email_messages WHERE status = 'queued' AND retry_at > now()`,
    );
    // A 503 is no proof of anything but a wait; those mails go by the next one when it is over.
    expect(waiting.length).toBeLessThanOrEqual(10);
    await ground.sql(`UPDATE email_messages SET retry_at = now() WHERE status = 'queued'`);
    await ground.drain();
    expect(ses.taken).toHaveLength(100);
    expect(once()).toBe(120);

    await circuitDue();
    const other = await another();
    sendgrid.calls = 0;
    sendgrid.thinksMs = 100;
    await ground.enqueue(...Array.from({ length: 100 }, (_, nr) => ground.mail(300 + nr)));
    await Promise.all([ground.drain(), other.drain()]);
    expect(sendgrid.calls).toBe(1);
    expect(await circuit('sendgrid')).toEqual({ state: 'open', reason: 'probe_failed' });

    sendgrid.trouble = () => undefined;
    sendgrid.mostAtOnce = 0;
    await circuitDue();
    await send(500, 2, { stream: 'transactional', legalBasis: null });
    await send(510, 2);
    expect(sendgrid.mostAtOnce).toBe(1);
    expect(await circuit('sendgrid')).toEqual({ state: 'closed', reason: null });

    const before = sendgrid.taken.length;
    await send(600, 50);
    expect(sendgrid.taken).toHaveLength(before);
    await ground.sql(`UPDATE email_circuits SET closed_at = now() - interval '38 minutes'`);
    await send(700, 100);
    const half = sendgrid.taken.length - before;
    expect(half).toBeGreaterThan(20);
    expect(half).toBeLessThan(80);
    await ground.sql(`UPDATE email_circuits SET closed_at = now() - interval '46 minutes'`);
    await send(900, 10);
    expect(sendgrid.taken).toHaveLength(before + half + 10);
    expect(await changes()).toEqual([
      'sendgrid closed open consecutive_failures',
      'sendgrid open half_open consecutive_failures',
      'sendgrid half_open open probe_failed',
      'sendgrid open half_open probe_failed',
      'sendgrid half_open closed',
    ]);
  });

  it('is never with two when nobody knows whether the first has it', async () => {
    await start();
    sendgrid.trouble = (to) => (to === 'chef1@hotel.example' ? 'reset' : undefined);
    await send(1, 3);
    await ground.sql(`UPDATE email_messages SET retry_at = now() WHERE status = 'queued'`);
    await ground.drain();

    expect(await ground.statuses()).toEqual({
      'test:1': 'unknown',
      'test:2': 'sent',
      'test:3': 'sent',
    });
    expect(await attemptsOf(1)).toEqual([
      { provider: 'sendgrid', state: 'ambiguous', code: 'ECONNRESET' },
    ]);
    expect(once()).toBe(3);
  });

  it('is with the next one at once when the account of the first is refused, which is asked until it is put right', async () => {
    await start({ EMAIL_SENDGRID_API_KEY: 'SG.another-key' });

    await send(0, 100);

    expect(ses.taken).toHaveLength(100);
    expect(await circuit('sendgrid')).toEqual({ state: 'open', reason: 'account' });
    const calls = await ground.sql(
      `SELECT message_id, claim_epoch, started_at, finished_at FROM email_attempts WHERE provider = 'sendgrid' AND code = '401'`,
    );
    expect(calls).toHaveLength(1);
    const [used] = await ground.sql(`SELECT sum(attempts)::int AS used FROM email_messages`);
    expect(used).toEqual({ used: 100 });

    await circuitDue();
    await ground.drain();
    expect(await circuit('sendgrid')).toEqual({ state: 'open', reason: 'probe_failed' });
    await start();
    for (let round = 0; round < 2; round++) {
      await ground.sql(`UPDATE email_circuits SET retry_at = now() - interval '2 minutes'`);
      await ground.drain();
    }
    expect(await circuit('sendgrid')).toEqual({ state: 'closed', reason: null });
    expect(once()).toBe(100);
  });

  it('waits as long as it is told, and not with another one, when it was too fast', async () => {
    await start({ EMAIL_SENDGRID_MAILS_PER_SECOND: '1000' });
    const reset = String(Math.floor(ground.clock.now().getTime() / 1000) + 40);
    sendgrid.trouble = () => ({
      status: 429,
      body: sendGridErrors('too many requests'),
      headers: { 'x-ratelimit-reset': reset },
    });
    await send(1, 1);
    sendgrid.trouble = () => undefined;
    await send(2, 5);

    expect(ses.taken).toEqual([]);
    expect(sendgrid.taken).toEqual([]);
    const [wait] = await ground.sql<{ seconds: number; attempts: number }>(
      `SELECT attempts, extract(epoch FROM retry_at - now())::float8 AS seconds FROM email_messages
        WHERE idempotency_key = 'test:1'`,
    );
    expect(wait?.attempts).toBe(0);
    expect(wait?.seconds).toBeGreaterThan(35);
    expect(wait?.seconds).toBeLessThanOrEqual(40);
    expect(await circuit('sendgrid')).toEqual({ state: 'closed', reason: null });

    await ground.sql(`UPDATE email_limit_buckets SET free_at = now()`);
    await ground.sql(`UPDATE email_messages SET retry_at = now() WHERE retry_at IS NOT NULL`);
    await ground.drain();
    expect(sendgrid.taken).toHaveLength(6);
  });

  it('keeps the pace that all processes share, and moves on when the quota of a day is used up', async () => {
    await start({ EMAIL_PROVIDERS: 'ses,sendgrid', EMAIL_SES_MAILS_PER_SECOND: '20' });
    ses.quota = { MaxSendRate: 14, Max24HourSend: 1000, SentLast24Hours: 890 };
    const other = await another({
      EMAIL_PROVIDERS: 'ses,sendgrid',
      EMAIL_SES_MAILS_PER_SECOND: '20',
    });
    await ground.drain();
    await ground.enqueue(...Array.from({ length: 40 }, (_, nr) => ground.mail(nr)));

    const began = Date.now();
    await Promise.all([ground.drain(), other.drain()]);

    // A fifth of a second's calls at once, and then twenty a second.
    const seconds = (Date.now() - began) / 1000;
    expect(ses.taken.length).toBeGreaterThan(0);
    expect(ses.taken.length).toBeLessThanOrEqual(4 + 20 * seconds);

    await ground.sql(
      `UPDATE email_limit_buckets SET emission_seconds = 0.001, least_seconds = 0.001, free_at = now()`,
    );
    await ground.sql(`UPDATE email_messages SET retry_at = now() WHERE retry_at IS NOT NULL`);
    await ground.drain();
    await ground.sql(`UPDATE email_messages SET retry_at = now() WHERE retry_at IS NOT NULL`);
    await ground.drain();

    // 90 % of 1,000 less 890 are ten.
    expect(ses.taken).toHaveLength(10);
    expect(sendgrid.taken).toHaveLength(30);
    expect(once()).toBe(40);
  });

  it('stays with the provider that refused the mail itself', async () => {
    await start();
    sendgrid.trouble = (to) =>
      to === 'chef1@hotel.example'
        ? {
            status: 400,
            body: sendGridErrors('Does not contain a valid address.', 'personalizations.0.to'),
          }
        : { status: 413, body: sendGridErrors('too large') };
    await send(1, 2);

    expect(await ground.statuses()).toEqual({
      'test:1': 'failed RECIPIENT_REFUSED',
      'test:2': 'failed CONTENT_REFUSED',
    });
    expect(ses.calls).toBe(0);
    await start({ EMAIL_PROVIDERS: 'ses,sendgrid' });
    ses.trouble = () => ({
      status: 400,
      body: sesError('AccountSendingPausedException', 'paused'),
    });
    sendgrid.trouble = () => undefined;
    await send(3, 1);
    expect(await attemptsOf(3)).toMatchObject([
      { provider: 'ses', code: 'AccountSendingPausedException' },
      { provider: 'sendgrid', state: 'accepted' },
    ]);
  });

  it('needs the settings of every provider that it names, all told at once', () => {
    const faults = () => {
      try {
        readConfig({
          DATABASE_URL: 'postgres://x@localhost/x',
          EMAIL_MODE: 'live',
          EMAIL_PROVIDERS: 'ses,sendgrid,smtp,ses',
          EMAIL_SES_ACCESS_KEY_ID: 'AKIATESTTESTTEST',
        });
        return [];
      } catch (error) {
        return error instanceof ConfigError ? error.faults.map((fault) => fault.split(':')[0]) : [];
      }
    };

    expect(faults()).toEqual([
      'EMAIL_SES_REGION',
      'EMAIL_SENDGRID_API_KEY',
      'EMAIL_SMTP_URL',
      'EMAIL_SES_REGION',
      'EMAIL_PROVIDERS',
      'EMAIL_SES_ACCESS_KEY_ID',
    ]);
  });
});
