import { Injectable } from '@nestjs/common';
import PostalMime from 'postal-mime';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { RouteNotFound } from '../../core/core.problems';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { MailNotFound, NotAReply } from '../email.problems';
import type { Taken } from '../inbound/arrival.rules';
import { Intake } from '../inbound/intake.service';
import { type Answered, type Reply, replyTo } from './reply.rules';

/** Answers kept mails in the name of who got them, so that the whole way can be tried without a mail account. */
@Injectable()
export class Replies {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
    private readonly intake: Intake,
  ) {}

  /** @throws MailNotFound, NotAReply, RouteNotFound outside of capture mode */
  async reply(mailboxMailId: string, reply: Reply): Promise<Taken> {
    if (this.config.get('EMAIL_MODE') !== 'capture') throw new RouteNotFound();
    const mail = await this.answered(mailboxMailId);
    const sealed = { id: this.ids.uuid(), at: this.clock.now() };
    const raw = await replyTo(mail, reply, sealed);
    if (!raw) throw new NotAReply();
    return this.intake.take(raw);
  }

  private async answered(id: string): Promise<Answered> {
    const [row] = await this.db.transaction(systemDbScope('email.mailbox'), (tx) =>
      tx.rows<{ mailFrom: string; to: string[]; raw: Buffer }>(
        `SELECT mail_from AS "mailFrom", rcpt_to AS "to", raw FROM email_mailbox WHERE id = $1`,
        [id],
      ),
    );
    if (!row) throw new MailNotFound();
    const parsed = await PostalMime.parse(row.raw);
    const header = (key: string) => parsed.headers.find((h) => h.key === key)?.value ?? null;
    const end = row.raw.indexOf('\r\n\r\n');
    return {
      mailFrom: row.mailFrom,
      to: row.to[0] ?? '',
      subject: parsed.subject ?? '',
      plain: parsed.text ?? '',
      locale: header('content-language') ?? 'de',
      header,
      head: row.raw.subarray(0, end < 0 ? row.raw.length : end).toString('utf8'),
    };
  }
}
