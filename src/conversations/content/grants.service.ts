import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { ContentUnlocked } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { LeadsService } from '../../leads';
import { WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import { ABOUT_GRANT } from './announcement.rules';
import { ContentGrant } from './content-grant.entity';
import { Deliveries } from './deliveries.service';
import { type Asking, askedFor, type GrantState, type UnlockedVia } from './delivery.rules';
import { nextHour } from './hours.rules';
import { type ApprovedPackage, PackagesQueries } from './packages.queries';
import { PromptTimes } from './prompt-times.service';
import { RecipientsQueries } from './recipients.queries';
import type { Recipient } from './recipients.rules';

/** Content that is to be kept for a contact. */
export interface GrantWish {
  /** That of the follow-up whose button names it. */
  readonly id?: string;
  readonly leadId: string;
  readonly contactId: string;
  readonly packageKey: string;
  readonly origin: ContentGrant['origin'];
  readonly campaignId: string | null;
  readonly expiresAt: Date;
  readonly zone: string;
  readonly simulated: boolean;
}

/** Which of what is kept for a contact they ask for. */
export type Which = 'all' | 'latest' | { readonly grantId: string };

export interface Ask {
  readonly leadId: string;
  /** Null: somebody at the lead who is none of its contacts. */
  readonly contactId: string | null;
  readonly whatsappContactId: string;
  readonly which: Which;
  readonly via: UnlockedVia;
  /** The inbound message that asks; null when a colleague does. */
  readonly messageId: string | null;
  /** When it came in. */
  readonly askedAt: Date;
  readonly cause?: RecordedEvent | undefined;
}

export type Unlocking =
  /** It is on its way. */
  | { readonly kind: 'unlocked'; readonly grants: number }
  /** A second tap in the same minutes, or one for what is on its way. */
  | { readonly kind: 'repeated' }
  /** The window is closed: only a template may be sent. */
  | { readonly kind: 'closed'; readonly grantIds: readonly string[] }
  /** There is no approved version of it: the owner has a task. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'nothing'; readonly nextAt: Date };

interface Kept {
  readonly id: string;
  readonly subjectId: string;
  readonly contactId: string;
  readonly packageKey: string;
  readonly packageId: string | null;
  readonly state: GrantState;
  readonly number: number;
  readonly unlockedAt: Date | null;
  readonly expiresAt: Date;
  readonly simulated: boolean;
}

const SUPERSEDE = `
  UPDATE content_grants g SET state = 'expired', ended_at = $2
    FROM jsonb_to_recordset($1::jsonb) AS w(contact_id uuid, package_key text)
   WHERE g.contact_id = w.contact_id AND g.package_key = w.package_key AND g.state = 'pending'`;
const INSERT = `
  INSERT INTO content_grants (id, subject_id, simulated, contact_id, package_key, origin, campaign_id, granted_at, expires_at)
  SELECT id, subject_id, simulated, contact_id, package_key, origin, campaign_id, $2, expires_at
    FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, subject_id uuid, simulated boolean, contact_id uuid, package_key text,
      origin text, campaign_id uuid, expires_at timestamptz)
  ON CONFLICT (id) DO NOTHING RETURNING id`;
/** Whoever is behind the number is the contact, also when somebody else at the lead was announced to. */
const KEPT = `
  SELECT id, subject_id AS "subjectId", contact_id AS "contactId", package_key AS "packageKey", package_id AS "packageId",
         state, number, unlocked_at AS "unlockedAt", expires_at AS "expiresAt", simulated
    FROM content_grants WHERE subject_id = $1 AND (contact_id = $2 OR whatsapp_contact_id = $3)
   ORDER BY granted_at, id FOR UPDATE`;
const SEND_CONTENT = 'SEND_CONTENT';
const TASK_HOURS = 4;

/** What is kept for contacts, and how they get it. */
@Injectable()
export class Grants {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly packages: PackagesQueries,
    private readonly recipients: RecipientsQueries,
    private readonly deliveries: Deliveries,
    private readonly prompts: PromptTimes,
    private readonly leads: LeadsService,
    private readonly channel: WhatsAppQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** Keeps content for contacts; what was kept of the same package gives way. @returns the ids, in the order given */
  async make(tx: Tx, wishes: readonly GrantWish[]): Promise<string[]> {
    if (wishes.length === 0) return [];
    const rows = wishes.map(({ id, leadId, contactId, packageKey, ...wish }) => ({
      id: id ?? this.ids.uuid(),
      ...{ subject_id: leadId, contact_id: contactId, package_key: packageKey },
      ...{ origin: wish.origin, campaign_id: wish.campaignId, simulated: wish.simulated },
      expires_at: wish.expiresAt,
    }));
    const now = this.clock.now();
    await tx.rows(SUPERSEDE, [JSON.stringify(rows), now], 'content.supersede');
    await tx.rows(INSERT, [JSON.stringify(rows), now], 'content.grant');
    await this.prompts.plan(tx, wishes, now);
    return rows.map(({ id }) => id);
  }

  /**
   * A contact asks for what is kept for them, or a colleague does so for them. Taps of one contact take turns, so that two at
   * once are one and a repetition.
   */
  async unlock(tx: Tx, ask: Ask): Promise<Unlocking> {
    await lockKeys(tx, [`content:${ask.whatsappContactId}`]);
    const now = this.clock.now();
    const kept = await tx.rows<Kept>(
      KEPT,
      [ask.leadId, ask.contactId, ask.whatsappContactId],
      'content.kept',
    );
    const chosen = chosenOf(kept, ask.which, now);
    const open = chosen.filter(({ asking }) => asking === 'unlock' || asking === 'resume');
    if (open.length === 0)
      return chosen.some(({ asking }) => asking === 'repeat')
        ? { kind: 'repeated' }
        : { kind: 'nothing', nextAt: await this.nextAt(tx, ask) };
    const windows = await this.channel.windows(tx, [ask.whatsappContactId]);
    const until = windows.get(ask.whatsappContactId);
    if (!until || until <= now)
      return { kind: 'closed', grantIds: open.map(({ grant }) => grant.id) };
    return this.bringAll(tx, ask, open, until);
  }

  /** A tap is counted with what it names, whether it brings anything or not. */
  async count(
    tx: Tx,
    { leadId, contactId, whatsappContactId, which }: Omit<Ask, 'via' | 'messageId' | 'askedAt'>,
  ): Promise<void> {
    await tx.rows(
      `UPDATE content_grants SET clicks = clicks + 1
        WHERE subject_id = $1 AND (contact_id = $2 OR whatsapp_contact_id = $3)
          AND CASE WHEN $4::uuid IS NULL THEN state IN ('pending', 'partially_failed') ELSE id = $4 END`,
      [leadId, contactId, whatsappContactId, typeof which === 'object' ? which.grantId : null],
      'content.clicks',
    );
  }

  /** Takes back what is kept for a contact, and what is still in the queue of it. @returns how many */
  async takeBack(
    tx: Tx,
    whose: { readonly grantId: string } | { readonly contactId: string },
    reason: string,
  ): Promise<number> {
    const [column, id] =
      'grantId' in whose
        ? (['id', whose.grantId] as const)
        : (['contact_id', whose.contactId] as const);
    const taken = await tx.rows<{ id: string }>(
      `UPDATE content_grants SET state = 'expired', ended_at = $2 WHERE ${column} = $1
          AND state IN ('pending', 'unlocked', 'delivering', 'partially_failed') RETURNING id`,
      [id, this.clock.now()],
    );
    for (const one of taken)
      await this.whatsapp.cancel(tx, { kind: ABOUT_GRANT, id: one.id }, reason);
    return taken.length;
  }

  /** Lets go of what nobody has asked for in time. @returns whether there may be more */
  async expire(tx: Tx): Promise<boolean> {
    const gone = await tx.rows(
      `UPDATE content_grants SET state = 'expired', ended_at = $1 WHERE id IN (
         SELECT id FROM content_grants WHERE state IN ('pending', 'unlocked', 'partially_failed') AND expires_at <= $1
          ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [this.clock.now()],
      'content.expire',
    );
    return gone.length > 0;
  }

  async nextExpiry(tx: Tx, after: Date): Promise<Date | null> {
    const [row] = await tx.rows<{ at: Date | null }>(
      `SELECT min(expires_at) AS at FROM content_grants
        WHERE state IN ('pending', 'unlocked', 'partially_failed') AND expires_at > $1`,
      [after],
      'content.next-expiry',
    );
    return row?.at ?? null;
  }

  private async bringAll(
    tx: Tx,
    ask: Ask,
    open: readonly { readonly grant: Kept; readonly asking: Asking }[],
    until: Date,
  ): Promise<Unlocking> {
    const approved = await this.packages.approved(
      tx,
      open.map(({ grant }) => grant.packageKey),
    );
    const begun = await this.packages.versions(
      tx,
      open.flatMap(({ grant }) => grant.packageId ?? []),
    );
    const recipients = await this.recipients.of(tx, [ask.leadId]);
    let after: string | null = null;
    let grants = 0;
    for (const { grant, asking } of open) {
      const current = approved.get(grant.packageKey);
      const resumed = asking === 'resume';
      // What was begun is finished as it was begun, even if there is a newer version by now.
      const content = resumed ? current && begun.get(grant.packageId ?? '') : current;
      if (!content) continue;
      const unlocked = await this.note(tx, ask, grant, content);
      const recipient = recipients.get(grant.contactId);
      after = await this.deliveries.bring(tx, {
        ...{ grant: unlocked, content, resumed, after, until, cause: ask.cause },
        whatsappContactId: ask.whatsappContactId,
        language: recipient?.language ?? 'de',
        consentId: recipient?.consentId ?? null,
      });
      grants += 1;
    }
    if (grants > 0) return { kind: 'unlocked', grants };
    await this.askOwner(tx, ask, recipients);
    return { kind: 'unavailable' };
  }

  /** That it was asked for; told in the same transaction. */
  private async note(tx: Tx, ask: Ask, grant: Kept, { version }: ApprovedPackage): Promise<Kept> {
    const unlocked = { ...grant, number: grant.number + 1, packageId: version.id };
    const { via, messageId, askedAt, whatsappContactId, cause } = ask;
    const now = this.clock.now();
    await tx.manager.update(
      ContentGrant,
      { id: grant.id },
      {
        ...{ state: 'unlocked', number: unlocked.number, packageId: version.id, askedAt },
        ...{ unlockedAt: now, unlockedVia: via, whatsappContactId },
        ...{ firstItemAt: null, endedAt: null },
      },
    );
    const { id: grantId, subjectId: leadId, contactId, packageKey, simulated } = unlocked;
    await this.events.record(
      tx,
      ContentUnlocked,
      grantId,
      {
        ...{ grantId, packageId: version.id, packageKey, leadId, contactId },
        ...{ number: unlocked.number, occurredAt: now.toISOString(), via, messageId },
      },
      { ...(cause && { cause }), simulated: simulated || (cause?.simulated ?? false) },
    );
    return unlocked;
  }

  /** Somebody asked for what is not there to be sent: a person sees to it. */
  private async askOwner(
    tx: Tx,
    { leadId, messageId }: Ask,
    recipients: ReadonlyMap<string, Recipient>,
  ): Promise<void> {
    const [recipient] = recipients.values();
    await this.leads.openTask(tx, {
      ...{ leadId, kind: SEND_CONTENT, subjectCode: SEND_CONTENT },
      assigneeId: recipient?.ownerId ?? null,
      dueAt: new Date(this.clock.now().getTime() + TASK_HOURS * 3_600_000),
      origin: messageId === null ? 'content' : `message:${messageId}`,
    });
  }

  /** When there is next something for a contact: a campaign that has them on its list, else the next evening. */
  private async nextAt(tx: Tx, { leadId, contactId }: Ask): Promise<Date> {
    const now = this.clock.now();
    const [planned] = await tx.rows<{ at: Date | null }>(
      `SELECT min(c.due_at) AS at FROM content_campaign_contacts c JOIN content_campaigns k ON k.id = c.campaign_id
        WHERE c.subject_id = $1 AND c.contact_id = $2 AND c.state = 'waiting' AND k.state = 'running' AND c.due_at > $3`,
      [leadId, contactId, now],
    );
    if (planned?.at) return planned.at;
    const recipient = (await this.recipients.of(tx, [leadId])).get(contactId ?? '');
    return nextHour(now, recipient?.zone ?? 'Europe/Berlin', await this.prompts.hour());
  }
}

/** The grants that are meant, the oldest first, and what asking for them leads to. */
function chosenOf(
  kept: readonly Kept[],
  which: Which,
  now: Date,
): { readonly grant: Kept; readonly asking: Asking }[] {
  const all = kept.map((grant) => ({ grant, asking: askedFor(grant, now) }));
  if (typeof which === 'object') {
    const named = kept.find(({ id }) => id === which.grantId);
    // A button of before stands for what took the place of its grant.
    const newest = all.findLast(
      ({ grant, asking }) => grant.packageKey === named?.packageKey && asking !== 'nothing',
    );
    const exact = all.find(({ grant, asking }) => grant === named && asking !== 'nothing');
    const meant = exact ?? newest;
    return meant ? [meant] : [];
  }
  // What was delivered is asked for anew only by its own button.
  const waiting = all.filter(
    ({ grant, asking }) => !(grant.state === 'delivered' && asking === 'unlock'),
  );
  const open = waiting.filter(({ asking }) => asking === 'unlock' || asking === 'resume');
  if (open.length === 0) return waiting.filter(({ asking }) => asking === 'repeat');
  return which === 'all' ? open : open.slice(-1);
}
