import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EmailQueries, type InboundMail, Suppressions } from '../../email';

/** Whom an answer by mail would go to, or why none can be written. */
export type Correspondent =
  | { readonly mail: InboundMail; readonly because: null }
  | { readonly mail: null; readonly because: 'no-address' | 'suppressed' };

/** Machines may have written last. */
const LATEST = 20;

/** Who writes to us by mail. */
@Injectable()
export class Correspondents {
  constructor(
    private readonly email: EmailQueries,
    private readonly suppressions: Suppressions,
  ) {}

  /** The last mail of a person in the threads of a contact, else the last one of all: an answer goes to its sender. */
  async last(tx: Tx, leadId: string, contactId: string | null): Promise<Correspondent> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT m.channel_message_id AS id FROM conversations c
         JOIN conversation_messages m ON m.conversation_id = c.id AND m.direction = 'inbound'
        WHERE c.subject_id = $1 AND c.channel = 'email' AND c.contact_id IS NOT DISTINCT FROM $2
        ORDER BY m.occurred_at DESC, m.id DESC LIMIT $3`,
      [leadId, contactId, LATEST],
      'correspondents.last',
    );
    const ids = rows.map(({ id }) => id);
    const known = await this.email.inbound(tx, ids);
    const mails = ids.flatMap((id) => known.get(id) ?? []);
    const mail = mails.find(({ kind }) => kind === 'HUMAN') ?? mails[0];
    if (!mail) return { mail: null, because: 'no-address' };
    const { address } = mail.from;
    const closed = await this.suppressions.find(tx, [address], 'transactional');
    return closed.has(address) ? { mail: null, because: 'suppressed' } : { mail, because: null };
  }
}
