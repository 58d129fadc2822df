import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { type InboundMail, InboundQueries } from './inbound/inbound.queries';
import { Contents } from './sending/contents.queries';
import type { MessageStatus } from './sending/message.entity';
import { Signatures } from './signatures.service';

/** One mail as a timeline shows it. */
export interface MailState {
  readonly messageId: string;
  readonly about: { readonly kind: string; readonly id: string };
  readonly status: MessageStatus;
  readonly reason: string | null;
  readonly toAddress: string;
  readonly templateKey: string;
  readonly templateVersion: number;
  readonly locale: string;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly settledAt: Date | null;
  readonly bouncedAt: Date | null;
  readonly unsubscribedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly repliedAt: Date | null;
  readonly complainedAt: Date | null;
}

/** What we wrote, for whoever shows a conversation. */
export interface OutboundMail {
  readonly id: string;
  readonly toAddress: string;
  readonly contactId: string | null;
  readonly leadId: string | null;
  readonly about: { readonly kind: string; readonly id: string };
  readonly locale: string;
  readonly sentAt: Date | null;
  readonly subject: string;
  readonly plain: string;
}

type Stored = Omit<MailState, 'about'> & { readonly aboutKind: string; readonly aboutId: string };

const MAIL_STATE = `
  SELECT m.id AS "messageId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.status, m.reason,
         m.to_address AS "toAddress", t.key AS "templateKey", v.number AS "templateVersion", m.locale,
         m.due_at AS "dueAt", m.sent_at AS "sentAt", m.settled_at AS "settledAt", m.bounced_at AS "bouncedAt",
         m.unsubscribed_at AS "unsubscribedAt", m.delivered_at AS "deliveredAt", m.replied_at AS "repliedAt",
         m.complained_at AS "complainedAt"
    FROM email_messages m
    JOIN email_template_versions v ON v.id = m.template_version_id
    JOIN email_templates t ON t.id = v.template_id`;

/** What can be asked of mail. */
@Injectable()
export class EmailQueries {
  constructor(
    private readonly signatures: Signatures,
    private readonly mailsIn: InboundQueries,
    private readonly contents: Contents,
  ) {}

  /** Mails that came in, as far as the caller may see them. */
  inbound(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, InboundMail>> {
    return this.mailsIn.byId(tx, ids);
  }

  /** Mails of ours with what they said; needs the rights of the system or of those who see all. */
  async outbound(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, OutboundMail>> {
    const texts = await this.contents.of(tx, ids);
    if (texts.size === 0) return new Map();
    const rows = await tx.rows<
      Omit<OutboundMail, 'about' | 'subject' | 'plain'> & { aboutKind: string; aboutId: string }
    >(
      `SELECT m.id, m.to_address AS "toAddress", m.contact_id AS "contactId", m.subject_id AS "leadId",
              m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.locale, m.sent_at AS "sentAt"
         FROM email_messages m WHERE m.id = ANY ($1::uuid[])`,
      [[...texts.keys()]],
    );
    return new Map(
      rows.map(({ aboutKind, aboutId, ...row }) => {
        const about = { kind: aboutKind, id: aboutId };
        const { subject = '', plain = '' } = texts.get(row.id) ?? {};
        return [row.id, { ...row, about, subject, plain }];
      }),
    );
  }

  /**
   * When a person last wrote for each address, as it was given: from it, or with the token of a mail to it. Machines'
   * answers do not count.
   */
  async lastHeardFrom(tx: Tx, addresses: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (addresses.length === 0) return new Map();
    const hashes = addresses.map((address) => this.signatures.addressHash(address));
    const rows = await tx.rows<{ hash: string; at: Date }>(
      `SELECT encode(hash, 'hex') AS hash, max(received_at) AS at FROM (
         SELECT from_hash AS hash, received_at FROM email_inbound WHERE kind = 'HUMAN' AND from_hash = ANY ($1)
         UNION ALL
         SELECT about_hash, received_at FROM email_inbound
          WHERE kind = 'HUMAN' AND about_hash IS NOT NULL AND about_hash = ANY ($1)
       ) heard GROUP BY hash`,
      [hashes],
      'email.last-heard',
    );
    const heard = new Map(rows.map(({ hash, at }) => [hash, at]));
    return new Map(
      addresses.flatMap((address, index) => {
        const at = heard.get(hashes[index]?.toString('hex') ?? '');
        return at ? [[address, at] as const] : [];
      }),
    );
  }

  /** The mails about some things, as far as the caller may see them, oldest first. */
  async about(tx: Tx, kind: string, ids: readonly string[]): Promise<MailState[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<Stored>(
      `${MAIL_STATE} WHERE m.about_kind = $1 AND m.about_id = ANY ($2) ORDER BY m.id`,
      [kind, ids],
    );
    return rows.map(stateOf);
  }

  /** What became of mails by their ids, as far as the caller may see them. */
  async states(tx: Tx, messageIds: readonly string[]): Promise<Map<string, MailState>> {
    if (messageIds.length === 0) return new Map();
    const rows = await tx.rows<Stored>(
      `${MAIL_STATE} WHERE m.id = ANY ($1::uuid[])`,
      [messageIds],
      'email.states',
    );
    return new Map(rows.map((row) => [row.messageId, stateOf(row)]));
  }
}

function stateOf({ aboutKind: kind, aboutId: id, ...mail }: Stored): MailState {
  return { ...mail, about: { kind, id } };
}
