import PostalMime from 'postal-mime';
import { Claims } from '../../src/email/sending/claims.service';
import { HandOver } from '../../src/email/sending/hand-over.service';
import { ReapRunner } from '../../src/email/sending/reap.runner';
import { settle } from '../../src/email/sending/settlement.rules';
import { Settlements } from '../../src/email/sending/settlements.service';
import { Suppressions } from '../../src/email';
import { testDatabase, type TestDatabase } from '../support/database';
import { aboutId, type MailGround, startMail, T7_VERSION } from '../support/mail';
import { scriptedServer, SmtpSink } from '../support/smtp-sink';

const DAY_MS = 86_400_000;

describe('mail', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let ground: MailGround;
  const many = (count: number) => Array.from({ length: count }, (_, nr) => ground.mail(nr));
  const retryNow = () =>
    ground.sql(`UPDATE email_messages SET retry_at = now() WHERE retry_at IS NOT NULL`);
  const leaseOver = () =>
    ground.sql(
      `UPDATE email_messages SET lease_until = now() - interval '1 s' WHERE status = 'claimed'`,
    );

  beforeEach(async () => {
    database = await testDatabase();
    sink = await SmtpSink.start();
    ground = await startMail(database, { smtpUrl: sink.url });
  });

  afterEach(async () => {
    await ground.app.close();
    await sink.stop();
    await database.drop();
  });

  describe('in the queue', () => {
    it('leaves once, with a fact for each step', async () => {
      await ground.enqueue(ground.mail(1));

      await ground.drain();
      await ground.drain();

      expect(sink.to('chef1@hotel.example')).toHaveLength(1);
      expect(await ground.statuses()).toEqual({ 'test:1': 'sent' });
      expect(await ground.facts()).toEqual(['queued', 'sent']);
    });

    it('leaves once each, a thousand of them, from two processes', async () => {
      await ground.enqueue(...many(1000));
      const other = await startMail(database, { smtpUrl: sink.url });

      await Promise.all([ground.drain(), other.drain()]);

      expect(sink.mails).toHaveLength(1000);
      expect(new Set(sink.mails.map(({ to }) => to[0])).size).toBe(1000);
      const [calls] = await ground.sql(
        `SELECT count(*)::int AS calls, count(DISTINCT message_id)::int AS mails FROM email_attempts`,
      );
      expect(calls).toEqual({ calls: 1000, mails: 1000 });
      await other.app.close();
    });

    it('does not exist when its transaction fails', async () => {
      const failing = ground.run(async (tx) => {
        await ground.email.enqueueAll(tx, [ground.mail(1)]);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');

      await ground.drain();

      expect(sink.mails).toEqual([]);
      expect(await ground.facts()).toEqual([]);
    });

    it('is made once for a key, however often and at once it is asked for', async () => {
      const mail = ground.mail(1);

      const results = await Promise.all(Array.from({ length: 20 }, () => ground.enqueue(mail)));

      expect(results.flat().filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(new Set(results.flat().map(({ messageId }) => messageId)).size).toBe(1);
      expect(await ground.facts()).toEqual(['queued']);
    });

    it('is refused when its key stands with another payload', async () => {
      await ground.enqueue(ground.mail(1));

      const other = ground.enqueue(ground.mail(1, { locale: 'en' }));

      await expect(other).rejects.toThrow('stands with another payload');
    });

    it('is refused for a template version that nobody published', async () => {
      await expect(
        ground.enqueue(ground.mail(1, { templateVersionId: aboutId(9) })),
      ).rejects.toThrow('does not exist');
    });

    it('waits for its hour, and is given up past its last', async () => {
      const hour = new Date(ground.clock.now().getTime() + 3_600_000);
      await ground.enqueue(
        ground.mail(1, { dueAt: hour }),
        ground.mail(2, { dueAt: hour, notAfter: new Date(hour.getTime() + 1) }),
      );

      await ground.drain();
      expect(await ground.statuses()).toEqual({ 'test:1': 'queued', 'test:2': 'queued' });

      ground.clock.turnTo(new Date(hour.getTime() + 60_000));
      await ground.drain();
      expect(await ground.statuses()).toEqual({ 'test:1': 'sent', 'test:2': 'failed EXPIRED' });
    });

    it('is withdrawn by whoever wanted it, as long as it is queued', async () => {
      await ground.enqueue(ground.mail(1), ground.mail(2));

      const count = await ground.run((tx) =>
        ground.email.cancel(tx, { about: { kind: 'test', id: aboutId(1) } }, 'LEAD_LOST'),
      );
      await ground.drain();

      expect(count).toBe(1);
      expect(await ground.statuses()).toEqual({
        'test:1': 'cancelled LEAD_LOST',
        'test:2': 'sent',
      });
      expect(await ground.facts()).toEqual(['queued', 'queued', 'cancelled', 'sent']);
    });
  });

  describe('at its gate', () => {
    const gated = (nr: number) => ground.mail(nr, { gate: { name: 'test', ref: String(nr) } });

    it('is sent, cancelled, put off or held by what the gate says, asked once for all', async () => {
      const asked: string[][] = [];
      const tomorrow = new Date(ground.clock.now().getTime() + DAY_MS);
      ground.email.registerGate('test', (_tx, refs) => {
        asked.push([...refs].sort());
        return Promise.resolve(
          new Map([
            ['1', { kind: 'send' as const }],
            ['2', { kind: 'cancel' as const, reason: 'ANSWERED' }],
            ['3', { kind: 'later' as const, notBefore: tomorrow }],
          ]),
        );
      });
      await ground.enqueue(gated(1), gated(2), gated(3), gated(4));

      await ground.drain();

      expect(asked).toEqual([['1', '2', '3', '4']]);
      expect(await ground.statuses()).toEqual({
        'test:1': 'sent',
        'test:2': 'cancelled ANSWERED',
        'test:3': 'queued',
        'test:4': 'queued',
      });
      expect(sink.mails).toHaveLength(1);
      ground.clock.turnTo(tomorrow);
      await ground.drain();
      expect(asked).toEqual([expect.anything(), ['3']]);
    });

    it('is not sent when nobody keeps the gate', async () => {
      await ground.enqueue(gated(1));

      await ground.drain();

      expect(sink.mails).toEqual([]);
      expect(await ground.statuses()).toEqual({ 'test:1': 'queued' });
    });

    it('is held back without a legal basis, where the stream advertises', async () => {
      await ground.enqueue(
        ground.mail(1, { legalBasis: null }),
        ground.mail(2, { legalBasis: { basis: 'LEGITIMATE_INTEREST', consentId: null } }),
        ground.mail(3, { legalBasis: null, stream: 'transactional' }),
        ground.mail(4, {
          legalBasis: { basis: 'EXISTING_CUSTOMER', consentId: null },
          stream: 'marketing',
        }),
      );

      await ground.drain();

      expect(await ground.statuses()).toEqual({
        'test:1': 'suppressed NO_LEGAL_BASIS',
        'test:2': 'suppressed NO_LEGAL_BASIS',
        'test:3': 'sent',
        'test:4': 'sent',
      });
    });

    it('is held back for a suppressed address, in whatever way it is written', async () => {
      await ground.enqueue(
        ground.mail(1),
        ground.mail(2),
        ground.mail(3, { stream: 'transactional' }),
      );
      await ground.run(async (tx) => {
        const suppressions = ground.app.get(Suppressions);
        await suppressions.add(tx, ' CHEF1@Hotel.Example ', {
          scope: 'followup',
          reason: 'MANUAL',
        });
        await suppressions.add(tx, 'chef3@hotel.example', { scope: 'all', reason: 'COMPLAINT' });
      });

      await ground.drain();

      expect(await ground.statuses()).toEqual({
        'test:1': 'suppressed MANUAL',
        'test:2': 'sent',
        'test:3': 'suppressed COMPLAINT',
      });
    });

    it('never leaves once a suppression was committed before its hand-over, over many races', async () => {
      await ground.enqueue(...many(150));
      const suppressions = ground.app.get(Suppressions);
      const inTime: string[] = [];
      const suppress = async (nr: number) => {
        const address = `chef${String(nr)}@hotel.example`;
        await ground.run((tx) => suppressions.add(tx, address, { scope: 'all', reason: 'MANUAL' }));
        const handed = await ground.sql(
          'SELECT 1 FROM email_attempts a JOIN email_messages m ON m.id = a.message_id WHERE m.to_address = $1',
          [address],
        );
        if (handed.length === 0) inTime.push(address);
      };
      const racing = ground.drain();
      for (let nr = 149; nr >= 0; nr -= 3)
        await Promise.all([suppress(nr), suppress(nr - 1), suppress(nr - 2)]);

      await racing;

      const rows = await ground.sql<{ status: string; address: string }>(
        'SELECT status, to_address AS address FROM email_messages',
      );
      for (const { status, address } of rows) {
        expect(sink.to(address)).toHaveLength(status === 'sent' ? 1 : 0);
        if (inTime.includes(address)) expect(status).toBe('suppressed');
      }
    });
  });

  describe('at a server that refuses', () => {
    it.each([
      ['mail', '421 4.3.2 closing', 'queued', 'transient', 1],
      ['mail', '530 5.7.0 sign in first', 'queued', 'permanent', 0],
      ['rcpt', '450 4.2.0 greylisted', 'queued', 'transient', 1],
      ['rcpt', '421 4.7.28 rate limit exceeded', 'queued', 'throttled', 0],
      ['rcpt', '550 5.1.1 no such user', 'failed RECIPIENT_REFUSED', 'permanent', 1],
      ['rcpt', '550 5.7.1 blocked', 'failed CONTENT_REFUSED', 'permanent', 1],
      ['data', '451 4.3.0 disk full', 'queued', 'transient', 1],
      ['data', '554 5.7.26 DMARC', 'failed CONTENT_REFUSED', 'permanent', 1],
      ['data', '552 5.3.4 too large', 'failed CONTENT_REFUSED', 'permanent', 1],
    ] as const)('at %s with "%s" becomes %s', async (at, reply, status, state, attempts) => {
      sink.misbehave = () => ({ at, reply });
      await ground.enqueue(ground.mail(1));

      await ground.drain();

      expect(await ground.statuses()).toEqual({ 'test:1': status });
      expect(await ground.sql('SELECT state, code FROM email_attempts')).toEqual([
        { state, code: reply.slice(0, 3) },
      ]);
      expect(await ground.sql('SELECT attempts FROM email_messages')).toEqual([{ attempts }]);
      expect(sink.mails).toEqual([]);
    });

    it('suppresses an address that does not exist, and none that a policy refused', async () => {
      sink.misbehave = (to) => ({
        at: 'rcpt',
        reply: to.startsWith('chef1@') ? '550 5.1.1 no such user' : '550 5.7.1 listed',
      });
      await ground.enqueue(ground.mail(1), ground.mail(2));

      await ground.drain();

      expect(await ground.sql('SELECT scope, reason, note FROM email_suppressions')).toEqual([
        { scope: 'all', reason: 'HARD_BOUNCE', note: '5.1.1' },
      ]);
      expect((await ground.facts()).sort()).toEqual([
        'bounced',
        'failed',
        'failed',
        'queued',
        'queued',
      ]);
    });

    it('is sent again after its wait, with the same bytes', async () => {
      const heard: string[] = [];
      let refused = false;
      sink.misbehave = () => (refused ? undefined : { at: 'data', reply: '451 4.3.0 later' });
      await ground.enqueue(ground.mail(1));
      await ground.drain();
      const [{ sha: first } = { sha: '' }] = await ground.sql<{ sha: string }>(
        `SELECT encode(content_sha256, 'hex') AS sha FROM email_attempts`,
      );
      await ground.drain();
      expect(await ground.sql('SELECT claim_epoch FROM email_attempts')).toHaveLength(1);

      refused = true;
      await retryNow();
      ground.clock.turnTo(new Date(ground.clock.now().getTime() + 3_600_000));
      await ground.drain();

      heard.push(
        ...(
          await ground.sql<{ sha: string }>(
            `SELECT DISTINCT encode(content_sha256, 'hex') AS sha FROM email_attempts`,
          )
        ).map(({ sha }) => sha),
      );
      expect(heard).toEqual([first]);
      expect(await ground.statuses()).toEqual({ 'test:1': 'sent' });
      expect(sink.mails[0]?.raw).toContain('Date: Mon, 02 Mar 2026 08:00:00 +0000');
    });

    it('is given up after seven attempts, and the waits grow', async () => {
      sink.misbehave = () => ({ at: 'data', reply: '451 4.3.0 later' });
      await ground.enqueue(ground.mail(1));
      const waits: number[] = [];

      for (let attempt = 0; attempt < 7; attempt++) {
        await ground.drain();
        const [row] = await ground.sql<{ seconds: number | null }>(
          'SELECT retry_seconds AS seconds FROM email_messages',
        );
        waits.push(row?.seconds ?? 0);
        await retryNow();
      }
      await ground.drain();

      expect(await ground.statuses()).toEqual({ 'test:1': 'failed RETRIES_EXHAUSTED' });
      expect(waits.every((seconds) => seconds >= 60 && seconds <= 12 * 3600)).toBe(true);
      expect(await ground.sql('SELECT 1 FROM email_attempts')).toHaveLength(7);
    });
  });

  describe('at a server that is not there or breaks off', () => {
    const sendTo = async (
      url: string,
      count = 1,
      change: Parameters<MailGround['mail']>[1] = {},
    ) => {
      await ground.app.close();
      ground = await startMail(database, { smtpUrl: url });
      await ground.enqueue(...many(count).map((mail) => ({ ...mail, ...change })));
      await ground.drain();
    };

    it('waits without using up an attempt, and the rest of its batch is not even tried', async () => {
      const gone = await SmtpSink.start();
      const { url } = gone;
      await gone.stop();

      await sendTo(url, 200);

      const [row] = await ground.sql(
        `SELECT count(*) FILTER (WHERE status = 'queued' AND retry_at > now())::int AS waiting, sum(attempts)::int AS attempts FROM email_messages`,
      );
      expect(row).toEqual({ waiting: 200, attempts: 0 });
      const [calls] = await ground.sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM email_attempts',
      );
      expect(calls?.n).toBeLessThanOrEqual(100);
    });

    const script = (breakAt: 'RCPT' | 'BODY' | 'DOT') => {
      let inBody = false;
      let copies = 0;
      const server = scriptedServer((line, socket) => {
        if (socket.destroyed) return;
        if (inBody && breakAt === 'BODY') {
          socket.destroy();
          return;
        }
        if (inBody) {
          if (line !== '.') return;
          inBody = false;
          copies += 1;
          socket.destroy();
          return;
        }
        if (line === '') socket.write('220 script\r\n');
        else if (line.startsWith('EHLO')) socket.write('250 script\r\n');
        else if (line.startsWith('RCPT') && breakAt === 'RCPT') socket.destroy();
        else if (line === 'DATA') {
          inBody = true;
          socket.write('354 go\r\n');
        } else socket.write('250 ok\r\n');
      });
      return { server, copies: () => copies };
    };

    it('is not accepted when the connection ends before the body', async () => {
      const { server } = script('RCPT');
      const { url, stop } = await server;

      await sendTo(url);

      expect(await ground.statuses()).toEqual({ 'test:0': 'queued' });
      expect(await ground.sql('SELECT state, phase FROM email_attempts')).toEqual([
        { state: 'not_accepted', phase: 'session' },
      ]);
      await stop();
    });

    it.each(['BODY', 'DOT'] as const)(
      'is unknown when the connection ends at %s, and is never sent again by itself',
      async (at) => {
        const { server, copies } = script(at);
        const { url, stop } = await server;

        await sendTo(url);
        await retryNow();
        await ground.drain();

        expect(copies()).toBe(at === 'DOT' ? 1 : 0);
        expect(await ground.statuses()).toEqual({ 'test:0': 'unknown' });
        expect(await ground.sql('SELECT state, phase FROM email_attempts')).toEqual([
          { state: 'ambiguous', phase: 'data' },
        ]);
        expect(await ground.facts()).toEqual(['queued', 'unknown']);
        await stop();
      },
    );

    it('is sent again after a minute when it is owed and no advertising, three times at most', async () => {
      const { server, copies } = script('DOT');
      const { url, stop } = await server;
      const later = async (seconds: number) => {
        ground.clock.turnTo(new Date(ground.clock.now().getTime() + seconds * 1000));
        await ground.drain();
      };
      await sendTo(url, 1, { stream: 'transactional', legalBasis: null });
      await later(59);
      expect(copies()).toBe(1);

      for (const seconds of [1, 60, 60, 60]) await later(seconds);

      expect(copies()).toBe(3);
      expect(await ground.statuses()).toEqual({ 'test:0': 'unknown' });
      await stop();
    });

    it('is failed when nothing is heard of an unknown one for a day', async () => {
      const { server } = script('DOT');
      const { url, stop } = await server;
      await sendTo(url);

      ground.clock.turnTo(new Date(ground.clock.now().getTime() + DAY_MS));
      await ground.drain();

      expect(await ground.statuses()).toEqual({ 'test:0': 'failed UNRESOLVED_UNKNOWN' });
      await stop();
    });
  });

  describe('of a process that dies', () => {
    const claims = () => ground.app.get(Claims);
    const reap = () => ground.app.get(ReapRunner).step();

    it('goes back to the queue when it was claimed and not handed over', async () => {
      await ground.enqueue(ground.mail(1));
      await claims().take();
      await leaseOver();

      await reap();
      await ground.drain();

      expect(await ground.statuses()).toEqual({ 'test:1': 'sent' });
      expect(sink.mails).toHaveLength(1);
    });

    it('is unknown when its attempt was written down, and is not sent again', async () => {
      await ground.enqueue(ground.mail(1));
      const prepared = await claims().take();
      await ground.app.get(HandOver).commit(prepared);
      await leaseOver();

      await reap();
      await ground.drain();

      expect(await ground.statuses()).toEqual({ 'test:1': 'unknown' });
      expect(await ground.sql('SELECT state, code FROM email_attempts')).toEqual([
        { state: 'ambiguous', code: 'LEASE_EXPIRED' },
      ]);
      expect(sink.mails).toEqual([]);
      expect(await ground.facts()).toEqual(['queued', 'unknown']);
    });

    it.each([
      ['known late', 0],
      ['known after it was given up', DAY_MS],
    ])('is sent after all when the outcome is %s', async (_, later) => {
      await ground.enqueue(ground.mail(1));
      const [handed] = await ground.app.get(HandOver).commit(await claims().take());
      if (!handed) throw new Error('not handed over');
      await leaseOver();
      await reap();
      ground.clock.turnTo(new Date(ground.clock.now().getTime() + later));
      await reap();

      const outcome = {
        kind: 'accepted',
        providerMessageId: 'x1',
        wireMessageId: null,
        response: '250 ok',
      } as const;
      await ground.run((tx) =>
        ground.app
          .get(Settlements)
          .write(tx, [settle({ ...handed, hasOthers: false }, outcome, () => 0)]),
      );

      expect(await ground.statuses()).toEqual({ 'test:1': 'sent' });
      expect(await ground.sql('SELECT state FROM email_attempts')).toEqual([{ state: 'accepted' }]);
    });

    it('is not handed over on a lease that is nearly over', async () => {
      await ground.enqueue(ground.mail(1));
      const prepared = await claims().take();
      await ground.sql(`UPDATE email_messages SET lease_until = now() + interval '5 s'`);

      expect(await ground.app.get(HandOver).commit(prepared)).toEqual([]);
    });

    it('is not decided by a claim that another has taken over', async () => {
      await ground.enqueue(ground.mail(1));
      const [stale] = await claims().take();
      if (!stale) throw new Error('not claimed');
      await leaseOver();
      await reap();
      await claims().take();

      expect(await ground.app.get(HandOver).commit([stale])).toEqual([]);
    });
  });

  describe('on the wire', () => {
    it('carries the header contract, one recipient, and both texts', async () => {
      await ground.app.close();
      ground = await startMail(database, {
        smtpUrl: sink.url,
        env: {
          EMAIL_REPLY_DOMAIN: 'antwort.relance.example',
          EMAIL_BOUNCE_DOMAIN: 'zurueck.relance.example',
        },
      });
      const [queued] = await ground.enqueue(
        ground.mail(1, {
          to: { address: 'chef1@hotel.example', name: 'Küche "Adler"' },
          threadKey: 'lead-1',
        }),
      );

      await ground.drain();

      const [sent] = sink.mails;
      const mail = await PostalMime.parse(sent?.raw ?? '');
      const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? null;
      expect(sent?.from).toMatch(/^b\+[0-9a-z]{42}@zurueck\.relance\.example$/);
      expect(mail.from).toEqual({
        name: 'Anna Keller (Relance)',
        address: 'angebote@relance.example',
      });
      expect(mail.to).toEqual([{ name: 'Küche "Adler"', address: 'chef1@hotel.example' }]);
      expect(mail.replyTo?.[0]?.address).toMatch(/^r\+[0-9a-z]{42}@antwort\.relance\.example$/);
      expect(header('message-id')).toMatch(/^<[0-9a-z]{26}\.[0-9a-z]{16}@relance\.example>$/);
      expect(header('list-unsubscribe')).toMatch(
        /^<https:\/\/crm\.example\/e\/u\/[0-9a-z]{43}>, <mailto:u\+[0-9a-z]{42}@antwort\.relance\.example\?subject=unsubscribe>$/,
      );
      expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      expect(header('feedback-id')).toBe('sample-box:followup:relance.example');
      expect(header('in-reply-to')).toMatch(/^<thr\./);
      expect(header('auto-submitted')).toBeNull();
      expect(mail.subject).toBe('Eine Probierbox für Hotel Adler');
      expect(mail.text).toContain('Guten Tag Frau Dr. Brandt,');
      expect(mail.html).toContain('Guten Tag Frau Dr. Brandt,');
      expect(mail.html).toContain(`https://crm.example/e/u/`);
      expect(queued?.replayed).toBe(false);
    });

    it('threads the second mail under the first', async () => {
      await ground.enqueue(ground.mail(1, { threadKey: 'lead-1' }));
      await ground.drain();
      ground.clock.turnTo(new Date(ground.clock.now().getTime() + 4 * DAY_MS));
      await ground.enqueue(
        ground.mail(2, { threadKey: 'lead-1', templateVersionId: T7_VERSION }),
        ground.mail(3, { threadKey: 'lead-2' }),
      );
      await ground.drain();

      const [first, ...rest] = await Promise.all(
        sink.mails.map(({ raw }) => PostalMime.parse(raw)),
      );
      const second = rest.find(({ to }) => to?.[0]?.address === 'chef2@hotel.example');
      const stranger = rest.find(({ to }) => to?.[0]?.address === 'chef3@hotel.example');

      expect(second?.inReplyTo).toBe(first?.messageId);
      expect(second?.references).toContain(first?.messageId);
      expect(stranger?.references).not.toContain(first?.messageId);
    });

    it.each([
      [
        'a name that begins another header',
        { address: 'chef1@hotel.example', name: 'Eva\r\nBcc: x@evil.example' },
        'HOSTILE_HEADER',
      ],
      [
        'an address that begins another command',
        { address: 'chef1@hotel.example>\r\nRCPT TO:<x@evil.example' },
        'HOSTILE_HEADER',
      ],
      ['two addresses', { address: 'chef1@hotel.example, x@evil.example' }, 'INVALID_RECIPIENT'],
    ])('refuses %s', async (_, to, reason) => {
      await ground.enqueue(ground.mail(1, { to }), ground.mail(2));

      await ground.drain();

      expect(await ground.statuses()).toEqual({ 'test:1': `failed ${reason}`, 'test:2': 'sent' });
      expect(sink.mails.map(({ to: [address] }) => address)).toEqual(['chef2@hotel.example']);
    });

    it('shows hostile values as text', async () => {
      const variables = {
        ...ground.mail(1).variables,
        lead: {
          company: '<script>x</script>\r\nBcc: x@evil.example {{ imprint }}',
          businessType: 'HOTEL',
        },
      };
      await ground.enqueue(ground.mail(1, { variables }));

      await ground.drain();

      const mail = await PostalMime.parse(sink.mails[0]?.raw ?? '');
      expect(mail.subject).toBe(
        'Eine Probierbox für <script>x</script> Bcc: x@evil.example {{ imprint }}',
      );
      expect(mail.bcc).toBeUndefined();
      expect(mail.html).not.toContain('<script>');
    });
  });

  describe('in capture mode', () => {
    it('stays in the development mailbox', async () => {
      await ground.app.close();
      ground = await startMail(database);
      await ground.enqueue(...many(20));

      await ground.drain();

      expect(sink.mails).toEqual([]);
      expect(await ground.sql('SELECT rcpt_to FROM email_mailbox')).toHaveLength(20);
      expect(new Set(Object.values(await ground.statuses()))).toEqual(new Set(['sent']));
    });
  });

  it('waits while the mode is off', async () => {
    await ground.app.close();
    ground = await startMail(database, { env: { EMAIL_MODE: 'off' } });
    await ground.enqueue(ground.mail(1));

    await ground.drain();

    expect(await ground.statuses()).toEqual({ 'test:1': 'queued' });
  });
});
