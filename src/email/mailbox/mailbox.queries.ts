import { Injectable } from '@nestjs/common';
import PostalMime from 'postal-mime';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { RouteNotFound } from '../../core/core.problems';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { MailNotFound } from '../email.problems';
import type { MailboxReader } from './mailbox-page.rules';
import type { ListMailbox, MailboxMailView, MailboxPage } from './mailbox.dto';

interface Row {
  id: string;
  from: string;
  to: string[];
  raw: Buffer;
  subjectLine: string;
  receivedAt: Date;
}

const COLUMNS = `id, mail_from AS "from", rcpt_to AS "to", subject_line AS "subjectLine", received_at AS "receivedAt"`;

/** What capture mode kept, for whoever tries Relance. Nothing of it exists in the other modes. */
@Injectable()
export class MailboxQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
  ) {}

  /** In which language and zone this person reads. */
  reader(scope: Scope): Promise<MailboxReader> {
    return this.db.transaction(scope, (tx) => this.users.reading(tx, scope.userId));
  }

  /** The newest first. @throws RouteNotFound outside of capture mode */
  async list(scope: Scope, { to, limit, cursor }: ListMailbox): Promise<MailboxPage> {
    this.requireCapture();
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<Omit<Row, 'raw'>>(
        `SELECT ${COLUMNS} FROM email_mailbox
          WHERE ($1::text IS NULL OR $1 = ANY (rcpt_to)) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
        [to ?? null, cursor ?? null, limit + 1],
      );
      const shown = rows.slice(0, limit);
      return {
        items: await Promise.all(shown.map(rowOf)),
        nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
        previousCursor: null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** @throws MailNotFound, RouteNotFound */
  async get(scope: Scope, id: string): Promise<MailboxMailView> {
    this.requireCapture();
    const [row] = await this.db.transaction(scope, (tx) =>
      tx.rows<Row>(`SELECT ${COLUMNS}, raw FROM email_mailbox WHERE id = $1`, [id]),
    );
    if (!row) throw new MailNotFound();
    const parsed = await PostalMime.parse(row.raw);
    return {
      ...(await rowOf(row)),
      headers: parsed.headers.map(({ key, value }) => ({ key, value })),
      plain: parsed.text ?? '',
      html: parsed.html ?? '',
    };
  }

  private requireCapture(): void {
    if (this.config.get('EMAIL_MODE') !== 'capture') throw new RouteNotFound();
  }
}

async function rowOf({ id, from, to, subjectLine, receivedAt }: Omit<Row, 'raw'>) {
  const { subject } = await PostalMime.parse(`Subject: ${subjectLine}\r\n\r\n`);
  return { id, from, to, subject: subject ?? '', receivedAt: receivedAt.toISOString() };
}
