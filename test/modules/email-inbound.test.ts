import { connect } from 'node:net';
import { InboundServer } from '../../src/email/inbound/inbound-server.provider';
import { Intake } from '../../src/email/inbound/intake.service';
import { EmailQueries } from '../../src/email';
import { testDatabase, type TestDatabase } from '../support/database';
import { type MailGround, startMail } from '../support/mail';
import { SmtpSink } from '../support/smtp-sink';

const DAY_MS = 86_400_000;
const LEAD = '0197f000-0000-7000-8000-000000000001';

describe('mail that comes in', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let ground: MailGround;
  let serial = 0;

  const take = (raw: string, rcpt: string[] = [], mailFrom: string | null = null) =>
    ground.app.get(Intake).take({ raw: Buffer.from(raw), rcpt, mailFrom });
  const sent = async (nr: number, change: Parameters<MailGround['mail']>[1] = {}) => {
    await ground.enqueue(ground.mail(nr, { subjectId: LEAD, ...change }));
    await ground.drain();
    const raw = sink.to(`chef${String(nr)}@hotel.example`).at(-1)?.raw ?? '';
    const head = (name: string) =>
      new RegExp(`^${name}:((?:.*)(?:\r\n[ \t].*)*)`, 'im')
        .exec(raw)?.[1]
        ?.replace(/\r\n[ \t]+/g, ' ')
        .trim() ?? '';
    const [row] = await ground.sql<{ id: string }>(
      `SELECT id FROM email_messages WHERE idempotency_key = $1`,
      [`test:${String(nr)}`],
    );
    return {
      id: row?.id ?? '',
      messageId: head('Message-ID'),
      replyTo: head('Reply-To'),
      references: head('References'),
      unsubscribe: /<mailto:([^?>]+)/.exec(head('List-Unsubscribe'))?.[1] ?? '',
      returnTo: sink.to(`chef${String(nr)}@hotel.example`).at(-1)?.from ?? '',
      head: raw.split('\r\n\r\n')[0] ?? '',
    };
  };
  const letter = (headers: Record<string, string>, text: string) =>
    [
      ...Object.entries({ 'Message-ID': `<t${String(++serial)}@hotel.example>`, ...headers }).map(
        ([key, value]) => `${key}: ${value}`,
      ),
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
    ].join('\r\n');
  const entered = async (inboundId: string) =>
    (await ground.run((tx) => ground.app.get(EmailQueries).inbound(tx, [inboundId]))).get(
      inboundId,
    );
  const message = async (nr: number) =>
    (
      await ground.sql<Record<string, unknown>>(
        `SELECT status, reason, replied_at AS replied, bounced_at AS bounced, complained_at AS complained,
                delivered_at AS delivered, unsubscribed_at AS unsubscribed FROM email_messages WHERE idempotency_key = $1`,
        [`test:${String(nr)}`],
      )
    )[0];
  const suppressions = () =>
    ground.sql<{ scope: string; reason: string }>(
      `SELECT scope, reason FROM email_suppressions WHERE removed_at IS NULL ORDER BY added_at, id`,
    );
  const received = async () =>
    (
      await ground.sql<{ data: Record<string, unknown> }>(
        `SELECT data FROM event_log WHERE type = 'crm.email.received.v1' ORDER BY position`,
      )
    ).map(({ data }) => data);
  const report = (status: string, action: string, head: string, nr = 1) =>
    [
      'From: MAILER-DAEMON@mx.hotel.example',
      `Message-ID: <dsn${String(++serial)}@mx.hotel.example>`,
      'Subject: Undelivered Mail Returned to Sender',
      'Auto-Submitted: auto-replied',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'Sorry.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.hotel.example',
      '',
      `Final-Recipient: rfc822; chef${String(nr)}@hotel.example`,
      `Action: ${action}`,
      `Status: ${status}`,
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      head,
      '--b--',
      '',
    ].join('\r\n');

  beforeEach(async () => {
    database = await testDatabase();
    sink = await SmtpSink.start();
    ground = await startMail(database, {
      smtpUrl: sink.url,
      env: {
        EMAIL_REPLY_DOMAIN: 'reply.crm.example',
        EMAIL_BOUNCE_DOMAIN: 'bounce.crm.example',
        EMAIL_INBOUND_PORT: '0',
      },
    });
  });

  afterEach(async () => {
    await ground.app.close();
    await sink.stop();
    await database.drop();
  });

  describe('as an answer', () => {
    it('is entered once, with its own words, its mail and a fact', async () => {
      const ours = await sent(1);
      const raw = letter(
        {
          From: 'Eva Brandt <chef1@hotel.example>',
          To: ours.replyTo,
          Subject: '=?utf-8?q?AW=3A_Eine_Probierbox_f=C3=BCr_Sie?=',
          'In-Reply-To': ours.messageId,
        },
        'Gern, bitte schicken Sie uns die Box.\r\n\r\nViele Grüße\r\nEva\r\n\r\nAm 02.03.2026 um 09:00 schrieb Relance:\r\n> Keine Angebote mehr erhalten',
      );

      const taken = await take(raw, [ours.replyTo], 'chef1@hotel.example');
      const again = await take(raw, [ours.replyTo], 'chef1@hotel.example');
      const byAnotherWay = await take(`Received: by mx2\r\n${raw}`, [ours.replyTo], null);

      expect(taken).toMatchObject({ kind: 'HUMAN', duplicate: false });
      expect([again, byAnotherWay]).toEqual(Array(2).fill({ ...taken, duplicate: true }));
      expect(await entered(taken.inboundId)).toMatchObject({
        from: { address: 'chef1@hotel.example', name: 'Eva Brandt' },
        subject: 'AW: Eine Probierbox für Sie',
        visibleText: 'Gern, bitte schicken Sie uns die Box.\n\nViele Grüße\nEva',
        messageId: ours.id,
        leadId: LEAD,
        matchedBy: 'ADDRESS_TOKEN',
        confidence: 1,
        otherSender: false,
      });
      expect(await received()).toMatchObject([
        { inboundId: taken.inboundId, kind: 'HUMAN', leadId: LEAD, messageId: ours.id },
      ]);
      expect(await message(1)).toMatchObject({ status: 'sent', replied: ground.clock.now() });
      const heard = await ground.run((tx) =>
        ground.app
          .get(EmailQueries)
          .lastHeardFrom(tx, ['Chef1@Hotel.example', 'chef2@hotel.example']),
      );
      expect([...heard]).toEqual([['Chef1@Hotel.example', ground.clock.now()]]);
    });

    it('is matched by its references alone, and by the root of its thread alone', async () => {
      await sent(1, { threadKey: 'lead:1' });
      const t7 = await sent(2, { to: { address: 'chef2@hotel.example' }, threadKey: 'lead:1' });
      const root = t7.references.split(' ')[0] ?? '';

      const byReferences = await take(
        letter(
          {
            From: 'chef2@hotel.example',
            References: `${t7.references} ${t7.messageId}`,
            Subject: 'x',
          },
          'Ja',
        ),
      );
      const byRoot = await take(
        letter({ From: 'chef2@hotel.example', References: root, Subject: 'y' }, 'Ja'),
      );

      expect(await entered(byReferences.inboundId)).toMatchObject({
        messageId: t7.id,
        matchedBy: 'THREAD',
      });
      expect(await entered(byRoot.inboundId)).toMatchObject({
        messageId: t7.id,
        matchedBy: 'THREAD',
      });
    });

    it('is matched by the id that a provider gave it on the wire', async () => {
      const ours = await sent(1);
      await ground.sql(
        `UPDATE email_messages SET wire_message_id = '0102@eu-central-1.amazonses.com'`,
      );

      const { inboundId } = await take(
        letter(
          {
            From: 'chef1@hotel.example',
            'In-Reply-To': '<0102@eu-central-1.amazonses.com>',
            Subject: 'Re',
          },
          'Yes please',
        ),
      );

      expect(await entered(inboundId)).toMatchObject({
        messageId: ours.id,
        matchedBy: 'WIRE_ID',
        confidence: 0.99,
      });
    });

    it('from a colleague with the right token is attached, and says so', async () => {
      const ours = await sent(1);

      const { inboundId } = await take(
        letter(
          { From: 'kollege@hotel.example', To: ours.replyTo, Subject: 'Re: Box' },
          'Wir nehmen sie.',
        ),
      );

      expect(await entered(inboundId)).toMatchObject({ messageId: ours.id, otherSender: true });
      const heard = await ground.run((tx) =>
        ground.app.get(EmailQueries).lastHeardFrom(tx, ['chef1@hotel.example']),
      );
      expect(heard.size).toBe(1);
    });

    it('that only looks alike is a suggestion without consequences', async () => {
      const ours = await sent(1);
      const subject = 'Re: Eine Probierbox für Hotel Adler';
      const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;

      const same = await take(letter({ From: 'chef1@hotel.example', Subject: encoded }, 'Ja'));
      const domain = await take(letter({ From: 'kollege@hotel.example', Subject: encoded }, 'Ja'));
      const other = await take(letter({ From: 'chef1@hotel.example', Subject: 'Frage' }, 'Ja'));
      const nobody = await take(letter({ From: 'wer@anders.example', Subject: encoded }, 'Ja'));

      expect(await entered(same.inboundId)).toMatchObject({
        messageId: ours.id,
        matchedBy: 'SENDER_AND_SUBJECT',
        confidence: 0.8,
      });
      expect(await entered(domain.inboundId)).toMatchObject({
        messageId: ours.id,
        matchedBy: 'DOMAIN_AND_SUBJECT',
        confidence: 0.5,
      });
      expect(await entered(other.inboundId)).toMatchObject({
        messageId: null,
        leadId: LEAD,
        matchedBy: 'SENDER',
      });
      expect(await entered(nobody.inboundId)).toMatchObject({
        messageId: null,
        leadId: null,
        matchedBy: null,
      });
      expect(await message(1)).toMatchObject({ replied: null });
    });

    it('with a token that is not ours, byte for byte, is not attached', async () => {
      const ours = await sent(1);
      const forged = ours.replyTo.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@'));

      const { inboundId } = await take(
        letter({ From: 'x@y.example', To: forged, Subject: 's' }, 'Ja'),
        [forged],
      );

      expect(await entered(inboundId)).toMatchObject({ messageId: null });
    });

    it('of a machine is no answer, and says until when its writer is away', async () => {
      const ours = await sent(1);

      const { inboundId, kind } = await take(
        letter(
          { From: 'chef1@hotel.example', To: ours.replyTo, Subject: 'Abwesenheitsnotiz' },
          'Ich bin bis einschließlich 16.03. nicht im Büro. In dringenden Fällen wenden Sie sich an Frau Vogt.',
        ),
      );

      expect(kind).toBe('AUTO_REPLY');
      expect(await entered(inboundId)).toMatchObject({
        awayUntil: '2026-03-16',
        messageId: ours.id,
      });
      expect(await message(1)).toMatchObject({ replied: null });
      const heard = await ground.run((tx) =>
        ground.app.get(EmailQueries).lastHeardFrom(tx, ['chef1@hotel.example']),
      );
      expect(heard.size).toBe(0);
    });

    it('proves that a mail has left of which nobody knew', async () => {
      const ours = await sent(1);
      await ground.sql(`UPDATE email_messages SET status = 'unknown', sent_at = NULL`);
      await ground.sql(`UPDATE email_attempts SET state = 'ambiguous'`);

      await take(letter({ From: 'chef1@hotel.example', To: ours.replyTo, Subject: 's' }, 'Ja'));

      expect(await message(1)).toMatchObject({ status: 'sent' });
    });
  });

  describe('as returned mail', () => {
    it('suppresses an address that does not exist, with what waits for it', async () => {
      const ours = await sent(1);
      const later = new Date(ground.clock.now().getTime() + DAY_MS);
      await ground.enqueue(
        ground.mail(2, { to: { address: 'chef1@hotel.example' }, dueAt: later }),
      );

      const { kind } = await take(report('5.1.1', 'failed', ours.head), [ours.returnTo], '');

      expect(kind).toBe('BOUNCE');
      expect(await message(1)).toMatchObject({ bounced: ground.clock.now() });
      expect(await message(2)).toMatchObject({ status: 'suppressed', reason: 'HARD_BOUNCE' });
      expect(await suppressions()).toEqual([{ scope: 'all', reason: 'HARD_BOUNCE' }]);
      expect(await ground.facts()).toEqual([
        'queued',
        'sent',
        'queued',
        'bounced',
        'suppressed',
        'received',
      ]);
    });

    it('suppresses nobody for our own fault, and for a delay', async () => {
      const ours = await sent(1);

      await take(report('5.7.1', 'failed', ours.head), [ours.returnTo], '');
      await take(report('4.4.7', 'delayed', ours.head), [ours.returnTo], '');

      expect(await suppressions()).toEqual([]);
      const facts = await ground.sql<{ class: string; reason: string }>(
        `SELECT data->>'class' AS class, data->>'reason' AS reason FROM event_log WHERE type = 'crm.email.bounced.v1' ORDER BY position`,
      );
      expect(facts).toEqual([
        { class: 'soft', reason: 'SOFT_BOUNCE' },
        { class: 'soft', reason: 'DELAYED' },
      ]);
    });

    it('pauses an address for 30 days after soft returns on 3 days', async () => {
      const ours = await sent(1);
      for (let day = 0; day < 3; day++) {
        expect(await suppressions()).toEqual([]);
        await take(report('5.2.2', 'failed', ours.head), [ours.returnTo], '');
        ground.clock.turnTo(new Date(ground.clock.now().getTime() + DAY_MS));
      }
      expect(await suppressions()).toEqual([{ scope: 'all', reason: 'SOFT_BOUNCE' }]);

      await ground.enqueue(ground.mail(3, { to: { address: 'chef1@hotel.example' } }));
      await ground.drain();
      expect(await message(3)).toMatchObject({ status: 'suppressed', reason: 'SOFT_BOUNCE' });

      ground.clock.turnTo(new Date(ground.clock.now().getTime() + 30 * DAY_MS));
      await ground.enqueue(ground.mail(4, { to: { address: 'chef1@hotel.example' } }));
      await ground.drain();
      expect(await message(4)).toMatchObject({ status: 'sent' });
    });

    it('that nothing signed of ours came back with suppresses nobody', async () => {
      await sent(1);

      await take(report('5.1.1', 'failed', 'Message-ID: <forged@crm.example>'), [], '');

      expect(await suppressions()).toEqual([]);
    });

    it('that says delivered proves it', async () => {
      const ours = await sent(1);

      const { kind } = await take(report('2.0.0', 'delivered', ours.head), [ours.returnTo], '');

      expect(kind).toBe('RECEIPT');
      expect(await message(1)).toMatchObject({ delivered: ground.clock.now() });
    });

    it('as a complaint suppresses for good', async () => {
      const ours = await sent(1);
      const arf = report('', '', ours.head)
        .replace('report-type=delivery-status', 'report-type=feedback-report')
        .replace('message/delivery-status', 'message/feedback-report')
        .replace(
          'Reporting-MTA: dns; mx.hotel.example\r\n\r\n',
          'Feedback-Type: abuse\r\nVersion: 1\r\n',
        );

      const { kind } = await take(arf);

      expect(kind).toBe('COMPLAINT');
      expect(await message(1)).toMatchObject({ complained: ground.clock.now() });
      expect(await suppressions()).toEqual([{ scope: 'all', reason: 'COMPLAINT' }]);
      expect(await ground.facts()).toContain('complained');
    });
  });

  it('to a withdrawal address withdraws, with a receipt', async () => {
    const ours = await sent(1);

    const { kind } = await take(
      letter({ From: 'chef1@hotel.example', To: ours.unsubscribe, Subject: 'unsubscribe' }, ''),
      [ours.unsubscribe],
    );

    expect(kind).toBe('UNSUBSCRIBE');
    expect(await suppressions()).toEqual([{ scope: 'followup', reason: 'UNSUBSCRIBED' }]);
    const [receipt] = await ground.sql(`SELECT method, stream FROM email_unsubscriptions`);
    expect(receipt).toEqual({ method: 'MAIL', stream: 'followup' });
    expect(await message(1)).toMatchObject({ unsubscribed: ground.clock.now() });
  });

  it('of a machine to a withdrawal address does not withdraw', async () => {
    const ours = await sent(1);

    const { kind } = await take(
      letter(
        {
          From: 'chef1@hotel.example',
          To: ours.unsubscribe,
          Subject: 'Abwesend',
          'Auto-Submitted': 'auto-replied',
        },
        'Weg.',
      ),
      [ours.unsubscribe],
    );

    expect(kind).toBe('AUTO_REPLY');
    expect(await suppressions()).toEqual([]);
  });

  it('is stored even when it holds what PostgreSQL cannot, and refused when it cannot be taken apart', async () => {
    const { inboundId } = await take(letter({ From: 'a@b.example', Subject: 'x' }, 'vor\0nach'));
    const parts = Array.from({ length: 201 }, () => '--b\r\n\r\nx').join('\r\n');

    expect(await entered(inboundId)).toMatchObject({ fullText: 'vornach\n' });
    await expect(
      take(
        `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}\r\n--b--`,
      ),
    ).rejects.toThrow('More than 200 parts');
  });

  it('is seen by the gate of a hand-over that comes after it', async () => {
    const ours = await sent(1);
    const asked: boolean[] = [];
    ground.email.registerGate('test', async (tx, refs) => {
      const heard = await ground.app.get(EmailQueries).lastHeardFrom(tx, ['chef1@hotel.example']);
      asked.push(heard.size > 0);
      return new Map(
        refs.map((ref) => [
          ref,
          heard.size > 0
            ? ({ kind: 'cancel', reason: 'ANSWERED' } as const)
            : ({ kind: 'send' } as const),
        ]),
      );
    });
    await ground.enqueue(
      ground.mail(2, { to: { address: 'chef1@hotel.example' }, gate: { name: 'test', ref: '2' } }),
    );

    await take(letter({ From: 'chef1@hotel.example', To: ours.replyTo, Subject: 's' }, 'Ja'));
    await ground.drain();

    expect(asked).toEqual([true]);
    expect(await message(2)).toMatchObject({ status: 'cancelled', reason: 'ANSWERED' });
  });

  describe('by SMTP', () => {
    const dialogue = (lines: readonly string[]) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(ground.app.get(InboundServer).port, '127.0.0.1');
        const said: string[] = [];
        let next = 0;
        socket.setEncoding('utf8').on('error', reject);
        socket.on('data', (text: string) => {
          said.push(text);
          if (!/^\d{3} /m.test(text)) return;
          const line = lines[next];
          next += 1;
          if (line === undefined) socket.end();
          else socket.write(`${line}\r\n`);
        });
        socket.on('close', () => resolve(said.join('')));
      });

    it('is taken for a signed address, and for no other', async () => {
      const ours = await sent(1);
      const body = letter(
        { From: 'chef1@hotel.example', To: ours.replyTo, Subject: 's' },
        'Ja, gern.',
      );

      const said = await dialogue([
        'EHLO mx.hotel.example',
        'MAIL FROM:<chef1@hotel.example>',
        'RCPT TO:<somebody@elsewhere.example>',
        `RCPT TO:<${ours.replyTo}>`,
        'DATA',
        `${body}\r\n.`,
        'QUIT',
      ]);

      expect(said).toMatch(/550 5\.1\.1 No such address/);
      expect(said).toMatch(/250 OK: message queued/);
      expect(await received()).toMatchObject([{ kind: 'HUMAN', messageId: ours.id }]);
    });
  });
});
