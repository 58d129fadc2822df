import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import type { MESSAGE_KINDS } from '../events/catalogue';
import { meaningOf } from './intake/payload.rules';
import type { Purpose } from './sending/enqueue.rules';
import { MessageRoutes, type MessagesLeaving } from './sending/routes.queries';
import { StoredTemplates } from './templates/stored-templates.queries';

type Kind = (typeof MESSAGE_KINDS)[number];

/** A message that came in. */
export interface InboundMessage {
  readonly id: string;
  readonly wamid: string;
  readonly whatsappContactId: string;
  readonly leadId: string | null;
  readonly contactId: string | null;
  readonly kind: Kind;
  /** What was typed, the caption of a file, or the label of the button; null where there are no words. */
  readonly text: string | null;
  /** Payload of the button that was tapped. */
  readonly payload: string | null;
  readonly media: { readonly mimeType: string; readonly filename: string | null } | null;
  readonly repliesTo: string | null;
  readonly about: { readonly kind: string; readonly id: string } | null;
  readonly profileName: string | null;
  /** E.164, null when the channel does not tell. */
  readonly phone: string | null;
  readonly referral: { readonly sourceId: string | null; readonly headline: string | null } | null;
  /** It came more than 24 hours after it was written: only a template may answer it. */
  readonly late: boolean;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly simulated: boolean;
}

export const MESSAGE_STATES = [
  'queued',
  'claimed',
  'accepted',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
  'cancelled',
  'suppressed',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A message of ours, and how far it came. */
export interface OutboundMessage {
  readonly id: string;
  readonly whatsappContactId: string;
  readonly leadId: string | null;
  readonly contactId: string | null;
  readonly about: { readonly kind: string; readonly id: string };
  readonly purpose: string;
  readonly author: 'bot' | 'user' | 'system';
  readonly senderUserId: string | null;
  readonly kind: Kind;
  readonly templateKey: string | null;
  /** As the reader sees it, the template filled in. */
  readonly text: string;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly errorCode: number | null;
  readonly queuedAt: Date;
  readonly acceptedAt: Date | null;
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  readonly failedAt: Date | null;
  readonly simulated: boolean;
}

/** How a number can be reached now. */
export interface Reach {
  readonly whatsappContactId: string | null;
  /** End of the customer service window; null when it is closed or never was open. */
  readonly windowUntil: Date | null;
  /** Not on WhatsApp, or stopped marketing: no message until then; null when it may be tried. */
  readonly coolUntil: Date | null;
  readonly optedOutAt: Date | null;
}

/** Whether a template may be used, and for what. */
export interface TemplateState {
  readonly id: string;
  readonly key: string;
  readonly locale: string;
  readonly status: 'draft' | 'pending' | 'approved' | 'rejected' | 'paused' | 'disabled';
  readonly category: 'marketing' | 'utility' | 'authentication';
  readonly quality: 'green' | 'yellow' | 'red' | null;
  readonly body: string;
  readonly variables: readonly string[];
  readonly buttons: readonly string[];
  /** What each button means, in their order. */
  readonly actions: readonly TemplateAction[];
}

export type TemplateAction =
  'unlock' | 'interested' | 'later' | 'optout' | 'all' | 'latest' | 'other';

type OutboundRow = Omit<OutboundMessage, 'about'> & { aboutKind: string; aboutId: string };
type InboundRow = Omit<InboundMessage, 'about' | 'media' | 'referral'> & {
  aboutKind: string | null;
  aboutId: string | null;
  media: { mime_type?: unknown; filename?: unknown } | null;
  referral: { source_id?: unknown; headline?: unknown } | null;
};

const OUTBOUND = `
  SELECT m.id, m.whatsapp_contact_id AS "whatsappContactId", m.subject_id AS "leadId", m.contact_id AS "contactId",
         m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.purpose, m.author, m.sender_user_id AS "senderUserId",
         m.kind, m.content ->> 'templateKey' AS "templateKey", m.text, m.state, m.reason, m.error_code AS "errorCode",
         m.queued_at AS "queuedAt", m.accepted_at AS "acceptedAt", m.sent_at AS "sentAt",
         m.delivered_at AS "deliveredAt", m.read_at AS "readAt", m.failed_at AS "failedAt", m.simulated
    FROM whatsapp_messages m`;

const INBOUND = `
  SELECT i.id, i.wamid, i.whatsapp_contact_id AS "whatsappContactId", i.subject_id AS "leadId",
         i.contact_id AS "contactId", i.kind, i.text, i.payload, i.media, i.replies_to AS "repliesTo",
         i.about_kind AS "aboutKind", i.about_id AS "aboutId", c.profile_name AS "profileName",
         coalesce(c.phone, '+' || c.wa_id) AS phone, i.referral, i.late, i.occurred_at AS "occurredAt",
         i.received_at AS "receivedAt", i.simulated
    FROM whatsapp_inbound i LEFT JOIN whatsapp_contacts c ON c.id = i.whatsapp_contact_id
   WHERE i.id = ANY ($1::uuid[])`;

/** What is worked off stands with the person; what is not yet, or never will be, with what came in. */
const HEARD = `
  SELECT number, max(at) AS at FROM (
    SELECT '+' || wa_id AS number, last_heard_at AS at FROM whatsapp_contacts WHERE wa_id = ANY ($2)
    UNION ALL
    SELECT phone, last_heard_at FROM whatsapp_contacts WHERE phone = ANY ($1)
    UNION ALL
    SELECT '+' || heard_from, received_at FROM whatsapp_items WHERE heard_from = ANY ($2) AND state <> 'done'
  ) heard WHERE at IS NOT NULL GROUP BY number`;

const REACH = `
  SELECT DISTINCT ON (n.number) n.number, c.id AS "whatsappContactId",
         CASE WHEN c.window_until > $2 THEN c.window_until END AS "windowUntil",
         CASE WHEN c.cool_until > $2 THEN c.cool_until END AS "coolUntil", c.opted_out_at AS "optedOutAt"
    FROM unnest($1::text[]) AS n(number)
    JOIN whatsapp_contacts c ON (c.phone = n.number OR c.wa_id = substr(n.number, 2)) AND c.moved_to_id IS NULL
   ORDER BY n.number, c.id`;

const NOBODY: Reach = {
  whatsappContactId: null,
  windowUntil: null,
  coolUntil: null,
  optedOutAt: null,
};

/** What can be asked of WhatsApp, as far as the caller may see it. */
@Injectable()
export class WhatsAppQueries {
  constructor(
    private readonly clock: Clock,
    private readonly stored: StoredTemplates,
    private readonly routes: MessageRoutes,
  ) {}

  /** How messages leave; needs the rights of who sees all. */
  leaving(tx: Tx): Promise<MessagesLeaving> {
    return this.routes.leaving(tx);
  }

  /** Messages that came in, by their ids. */
  async inbound(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, InboundMessage>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<InboundRow>(INBOUND, [ids], 'whatsapp.inbound-by-id');
    return new Map(rows.map((row) => [row.id, inboundOf(row)]));
  }

  /** Messages of ours, by their ids. */
  async outbound(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, OutboundMessage>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<OutboundRow>(
      `${OUTBOUND} WHERE m.id = ANY ($1::uuid[])`,
      [ids],
      'whatsapp.outbound-by-id',
    );
    return new Map(rows.map((row) => [row.id, outboundOf(row)]));
  }

  /** What was sent about some things, oldest first. */
  async about(tx: Tx, kind: string, ids: readonly string[]): Promise<OutboundMessage[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<OutboundRow>(
      `${OUTBOUND} WHERE m.about_kind = $1 AND m.about_id = ANY ($2::uuid[]) ORDER BY m.id`,
      [kind, ids],
      'whatsapp.outbound-about',
    );
    return rows.map(outboundOf);
  }

  /** What was handed over to a person since an instant, oldest first. */
  async recentTo(tx: Tx, whatsappContactId: string, since: Date): Promise<OutboundMessage[]> {
    const rows = await tx.rows<OutboundRow>(
      `${OUTBOUND} WHERE m.whatsapp_contact_id = $1 AND m.accepted_at >= $2 ORDER BY m.accepted_at, m.id`,
      [whatsappContactId, since],
      'whatsapp.recent-to',
    );
    return rows.map(outboundOf);
  }

  /**
   * When follow-ups and advertisements were handed over to subjects, or may have been, since an instant.
   * Of content only the templates that announce it count: what follows was asked for.
   */
  async contactedAt(
    tx: Tx,
    subjectIds: readonly string[],
    since: Date,
    purposes: readonly Purpose[] = ['followup', 'marketing'],
  ): Promise<ReadonlyMap<string, readonly Date[]>> {
    if (subjectIds.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; times: Date[] }>(
      `SELECT m.subject_id AS id, array_agg(coalesce(m.accepted_at, a.handed_at) ORDER BY coalesce(m.accepted_at, a.handed_at)) AS times
         FROM whatsapp_messages m
         LEFT JOIN LATERAL (SELECT max(handed_at) AS handed_at FROM whatsapp_attempts t WHERE t.message_id = m.id) a ON true
        WHERE m.subject_id = ANY ($1::uuid[]) AND m.purpose = ANY ($3::text[])
          AND (m.purpose <> 'content' OR m.kind = 'template')
          AND (m.accepted_at IS NOT NULL OR m.state = 'unknown') AND coalesce(m.accepted_at, a.handed_at) >= $2
        GROUP BY m.subject_id`,
      [subjectIds, since, purposes],
      'whatsapp.contacted-at',
    );
    return new Map(rows.map(({ id, times }) => [id, times]));
  }

  /** When a person last wrote from each number (E.164), as it was given; a reaction does not count. */
  async lastHeardFrom(tx: Tx, phones: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (phones.length === 0) return new Map();
    const numbers = phones.map((phone) => phone.replace(/[^\d+]/g, ''));
    const values = [numbers, numbers.map((number) => number.replace('+', ''))];
    const rows = await tx.rows<{ number: string; at: Date }>(HEARD, values, 'whatsapp.last-heard');
    const heard = new Map(rows.map(({ number, at }) => [number, at]));
    return new Map(
      phones.flatMap((phone, index) => {
        const at = heard.get(numbers[index] ?? '');
        return at ? [[phone, at] as const] : [];
      }),
    );
  }

  /** How numbers (E.164) can be reached; one that was never written to or from is there with nulls. */
  async reach(tx: Tx, phones: readonly string[]): Promise<ReadonlyMap<string, Reach>> {
    if (phones.length === 0) return new Map();
    const numbers = phones.map((phone) => phone.replace(/[^\d+]/g, ''));
    const values = [numbers, this.clock.now()];
    const rows = await tx.rows<Reach & { number: string }>(REACH, values, 'whatsapp.reach');
    const known = new Map(rows.map(({ number, ...reach }) => [number, reach]));
    return new Map(
      phones.map((phone, index) => [phone, known.get(numbers[index] ?? '') ?? NOBODY]),
    );
  }

  /** Ends of the customer service windows of people, by the id of the person; closed ones are missing. */
  async windows(tx: Tx, whatsappContactIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (whatsappContactIds.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; until: Date }>(
      `SELECT id, window_until AS until FROM whatsapp_contacts
        WHERE id = ANY ($1::uuid[]) AND window_until > $2`,
      [whatsappContactIds, this.clock.now()],
      'whatsapp.windows',
    );
    return new Map(rows.map(({ id, until }) => [id, until]));
  }

  /** The templates with these keys, or all. */
  templates(tx: Tx, keys?: readonly string[]): Promise<TemplateState[]> {
    return this.stored.all(tx, keys ?? null);
  }
}

function outboundOf({ aboutKind, aboutId, ...row }: OutboundRow): OutboundMessage {
  return { ...row, about: { kind: aboutKind, id: aboutId } };
}

function inboundOf({ aboutKind, aboutId, media, referral, ...row }: InboundRow): InboundMessage {
  return {
    ...row,
    text: saidBy(row),
    about: aboutKind !== null && aboutId !== null ? { kind: aboutKind, id: aboutId } : null,
    media: media && {
      mimeType: textIn(media.mime_type) ?? 'application/octet-stream',
      filename: textIn(media.filename),
    },
    referral: referral && {
      sourceId: textIn(referral.source_id),
      headline: textIn(referral.headline),
    },
  };
}

/** A button that came without its label says nothing: its payload is for machines. */
function saidBy({ kind, text, payload }: Pick<InboundMessage, 'kind' | 'text' | 'payload'>) {
  const isBare = kind === 'click' && text === payload && payload !== null;
  return isBare && meaningOf(payload).button !== 'unknown' ? null : text;
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
