import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { type InboundMail, InboundQueries } from './inbound/inbound.queries';
import { Contents } from './sending/contents.queries';
import { SendingFigures, type SendingHealth, type SendingNumbers } from './sending/figures.queries';
import type { MessageStatus } from './sending/message.entity';
import type { ProviderId } from './providers/email.provider';
import { EmailProviders, type Verified } from './providers/email-providers.service';
import { CircuitQueries } from './routing/circuits.queries';
import type { CircuitView } from './routing/circuits.dto';
import { type Leaving, MailRoutes } from './sending/routes.queries';
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
  /** What a person wrote, as they wrote it; null for what a template says. */
  readonly letter: { readonly subject: string; readonly text: string } | null;
  /** By a person, where the contact consented to that being told. */
  readonly firstOpenedAt: Date | null;
  readonly firstClickedAt: Date | null;
}

/** What we wrote, for whoever shows a conversation. */
export interface OutboundMail {
  readonly id: string;
  readonly toAddress: string;
  readonly contactId: string | null;
  readonly leadId: string | null;
  readonly about: { readonly kind: string; readonly id: string };
  readonly locale: string;
  readonly senderUserId: string | null;
  readonly templateKey: string;
  readonly sentAt: Date | null;
  readonly subject: string;
  readonly plain: string;
}

/** A mail that left, without its text. */
export interface RecentMail {
  readonly id: string;
  readonly about: { readonly kind: string; readonly id: string };
  readonly senderUserId: string | null;
  readonly templateKey: string;
  readonly sentAt: Date;
  readonly simulated: boolean;
}

type Stored = Omit<MailState, 'about'> & { readonly aboutKind: string; readonly aboutId: string };

const MAIL_STATE = `
  SELECT m.id AS "messageId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.status, m.reason,
         m.to_address AS "toAddress", t.key AS "templateKey", v.number AS "templateVersion", m.locale,
         m.due_at AS "dueAt", m.sent_at AS "sentAt", m.settled_at AS "settledAt", m.bounced_at AS "bouncedAt",
         m.unsubscribed_at AS "unsubscribedAt", m.delivered_at AS "deliveredAt", m.replied_at AS "repliedAt",
         m.complained_at AS "complainedAt", m.first_opened_at AS "firstOpenedAt", m.first_clicked_at AS "firstClickedAt",
         m.variables -> 'letter' AS letter
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
    private readonly figures: SendingFigures,
    private readonly routes: MailRoutes,
    private readonly circuitsOf: CircuitQueries,
    private readonly providers: EmailProviders,
  ) {}

  /** Mail as it leaves, of those that the caller may see; of one owner when `ownerId` is given. */
  sending(tx: Tx, ownerId: string | null): Promise<SendingNumbers> {
    return this.figures.figures(tx, ownerId);
  }

  /** How mail leaves, provider by provider; needs the rights of who sees all. */
  leaving(tx: Tx): Promise<Leaving> {
    return this.routes.leaving(tx);
  }

  /** How the providers by which mail leaves stand, the preferred one first; needs the rights of who sees all. */
  circuits(tx: Tx): Promise<CircuitView[]> {
    return this.circuitsOf.all(tx);
  }

  /** Asks providers whether they would take mail now, which may take as long as they take to answer. */
  askProviders(providers?: readonly ProviderId[]): Promise<Verified[]> {
    return this.providers.verify(providers);
  }

  /** What came back of the last 1,000 mails of everybody, and what nobody knows; needs the rights of the system. */
  health(tx: Tx): Promise<SendingHealth> {
    return this.figures.health(tx);
  }

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
              m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.locale, m.sent_at AS "sentAt",
              m.sender_user_id AS "senderUserId", t.key AS "templateKey"
         FROM email_messages m
         JOIN email_template_versions v ON v.id = m.template_version_id
         JOIN email_templates t ON t.id = v.template_id WHERE m.id = ANY ($1::uuid[])`,
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

  /** Which of some subjects anything was handed over to a provider for, or is being so. */
  async writtenTo(tx: Tx, subjectIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT DISTINCT subject_id AS id FROM email_messages
        WHERE subject_id = ANY ($1::uuid[]) AND status IN ('claimed', 'sent', 'unknown')`,
      [subjectIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Mails that left for a contact of a subject since an instant, the oldest first. */
  async recentTo(
    tx: Tx,
    subjectId: string,
    contactId: string | null,
    since: Date,
  ): Promise<RecentMail[]> {
    const rows = await tx.rows<Omit<RecentMail, 'about'> & { aboutKind: string; aboutId: string }>(
      `SELECT m.id, m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.sender_user_id AS "senderUserId",
              t.key AS "templateKey", m.sent_at AS "sentAt", m.simulated
         FROM email_messages m
         JOIN email_template_versions v ON v.id = m.template_version_id
         JOIN email_templates t ON t.id = v.template_id
        WHERE m.subject_id = $1 AND m.contact_id IS NOT DISTINCT FROM $2 AND m.sent_at >= $3 ORDER BY m.sent_at, m.id`,
      [subjectId, contactId, since],
      'email.recent-to',
    );
    return rows.map(({ aboutKind: kind, aboutId: id, ...row }) => ({
      ...row,
      about: { kind, id },
    }));
  }

  /** When follow-ups and advertising were handed over for each of some subjects since then. */
  async contactedAt(
    tx: Tx,
    subjectIds: readonly string[],
    since: Date,
  ): Promise<ReadonlyMap<string, readonly Date[]>> {
    const rows = await tx.rows<{ id: string; at: Date[] }>(
      `SELECT subject_id AS id, array_agg(coalesce(sent_at, settled_at)) AS at FROM email_messages
        WHERE subject_id = ANY ($1::uuid[]) AND stream IN ('followup', 'marketing') AND status IN ('sent', 'unknown')
          AND coalesce(sent_at, settled_at) >= $2 GROUP BY subject_id`,
      [subjectIds, since],
      'email.contacted',
    );
    return new Map(rows.map(({ id, at }) => [id, at]));
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

  /**
   * Mails of which somebody followed a link since then, by subject; the newest click of each.
   * @param ownerId only of this person; null for all that the caller sees
   */
  async clickedSince(
    tx: Tx,
    since: Date,
    ownerId: string | null,
  ): Promise<ReadonlyMap<string, { readonly messageId: string; readonly at: Date }>> {
    const rows = await tx.rows<{ subjectId: string; messageId: string; at: Date }>(
      `SELECT DISTINCT ON (m.subject_id) m.subject_id AS "subjectId", m.id AS "messageId", m.last_clicked_at AS at
         FROM email_messages m
        WHERE m.last_clicked_at >= $1 AND m.subject_id IS NOT NULL AND ($2::uuid IS NULL OR m.owner_id = $2)
        ORDER BY m.subject_id, m.last_clicked_at DESC`,
      [since, ownerId],
      'email.clicked-since',
    );
    return new Map(rows.map(({ subjectId, ...click }) => [subjectId, click]));
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
