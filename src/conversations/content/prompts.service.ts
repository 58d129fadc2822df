import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Installation, Settings } from '../../identity';
import {
  type EnqueueMessage,
  type MessageContent,
  type TemplateState,
  WhatsAppQueries,
  WhatsAppService,
} from '../../whatsapp';
import { payloadsFor, templateIn, unusable, variablesFor } from './announcement.rules';
import { ContentEnabled } from './content-settings.rules';
import { word } from './content-words.rules';
import { nextHour, PROMPT_AFTER_DAYS } from './hours.rules';
import { PromptTimes } from './prompt-times.service';
import { RecipientsQueries } from './recipients.queries';
import { obstacleTo, type Recipient } from './recipients.rules';

export const PROMPTS_JOB = 'conversations.prompts';
/** The template that asks outside of the window. */
const PROMPT_TEMPLATE = 'content-batch';
const BATCH = 200;
const DAY_MS = 86_400_000;
/** A prompt that could not go in its hours is for the next evening. */
const GOOD_FOR_MS = 2 * 3_600_000;

interface Due {
  readonly contactId: string;
  readonly leadId: string;
  readonly territory: string;
  readonly simulated: boolean;
  readonly dueAt: Date;
  /** Grants that wait, and how many of them do so for too long. */
  readonly pending: number;
  readonly old: number;
}

const CLAIM = `
  SELECT p.contact_id AS "contactId", p.subject_id AS "leadId", p.territory, p.simulated, p.due_at AS "dueAt",
         kept.pending, kept.old
    FROM content_prompts p CROSS JOIN LATERAL (
      SELECT count(*)::int AS pending, count(*) FILTER (WHERE g.granted_at < $2)::int AS old
        FROM content_grants g WHERE g.contact_id = p.contact_id AND g.state = 'pending' AND g.expires_at > $1) kept
   WHERE p.due_at <= $1 ORDER BY p.due_at, p.contact_id LIMIT $3 FOR UPDATE OF p SKIP LOCKED`;
const SETTLE = `
  UPDATE content_prompts p SET due_at = r.due_at, number = p.number + CASE WHEN r.prompted THEN 1 ELSE 0 END,
         prompted_at = CASE WHEN r.prompted THEN $2 ELSE p.prompted_at END
    FROM jsonb_to_recordset($1::jsonb) AS r(contact_id uuid, due_at timestamptz, prompted boolean)
   WHERE p.contact_id = r.contact_id`;

/** Asks those for whom content has been kept for days which of it they want: once a day, at one hour of theirs. */
@Injectable()
export class Prompts {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly installation: Installation,
    private readonly times: PromptTimes,
    private readonly recipients: RecipientsQueries,
    private readonly channel: WhatsAppQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** One batch. @returns whether there was one */
  async step(): Promise<boolean> {
    return this.db.transaction(systemDbScope(PROMPTS_JOB), async (tx) => {
      const now = this.clock.now();
      const old = new Date(now.getTime() - PROMPT_AFTER_DAYS * DAY_MS);
      const due = await tx.rows<Due>(CLAIM, [now, old, BATCH], 'content.claim-prompts');
      if (due.length === 0) return false;
      const over = due.filter(({ pending }) => pending === 0);
      await tx.rows('DELETE FROM content_prompts WHERE contact_id = ANY ($1::uuid[])', [
        over.map(({ contactId }) => contactId),
      ]);
      await this.ask(
        tx,
        due.filter(({ pending }) => pending > 0),
        now,
      );
      return true;
    });
  }

  nextDue(now: Date): Promise<Date | null> {
    return this.db.transaction(systemDbScope(PROMPTS_JOB), async (tx) => {
      const [row] = await tx.rows<{ at: Date | null }>(
        'SELECT min(due_at) AS at FROM content_prompts WHERE due_at > $1',
        [now],
        'content.next-prompt',
      );
      return row?.at ?? null;
    });
  }

  private async ask(tx: Tx, due: readonly Due[], now: Date): Promise<void> {
    if (due.length === 0) return;
    const recipients = await this.recipients.of(
      tx,
      due.map(({ leadId }) => leadId),
    );
    const templates = await this.channel.templates(tx, [PROMPT_TEMPLATE]);
    const reach = await this.channel.reach(
      tx,
      due.flatMap(({ contactId }) => recipients.get(contactId)?.phone ?? []),
    );
    const enabled = await this.settings.placesFresh(tx, ContentEnabled);
    const installed = await this.installation.isConfirmed(tx);
    const hour = await this.times.hour();
    const messages: EnqueueMessage[] = [];
    const rows = due.map((one) => {
      const recipient = recipients.get(one.contactId);
      const zone = recipient?.zone ?? 'Europe/Berlin';
      // One that was missed for hours is not made up for in the night.
      const onTime = now.getTime() - one.dueAt.getTime() < GOOD_FOR_MS;
      const may = onTime && one.old > 0 && installed && enabled({ territory: one.territory });
      const until = reach.get(recipient?.phone ?? '')?.windowUntil ?? null;
      const content =
        may && recipient ? this.contentFor(recipient, one, templates, until !== null) : null;
      if (recipient && content) messages.push(promptOf(one, recipient, content, now));
      return {
        contact_id: one.contactId,
        due_at: nextHour(now, zone, hour),
        prompted: content !== null,
      };
    });
    await this.whatsapp.enqueueAll(tx, messages);
    await tx.rows(SETTLE, [JSON.stringify(rows), now], 'content.settle-prompts');
  }

  /** Null when the contact may not be asked, or no template can. */
  private contentFor(
    recipient: Recipient,
    { pending }: Due,
    templates: readonly TemplateState[],
    windowOpen: boolean,
  ): MessageContent | null {
    if (obstacleTo(recipient)) return null;
    const { language } = recipient;
    const count = String(pending);
    if (windowOpen)
      return {
        kind: 'buttons',
        body: word(pending === 1 ? 'promptOne' : 'prompt', language, { count }),
        buttons: [
          { id: 'v1:unlock:all', title: word('all', language) },
          { id: 'v1:unlock:latest', title: word('latest', language) },
        ],
      };
    const template = templateIn(templates, PROMPT_TEMPLATE, language);
    const values = variablesFor(recipient, { count });
    if (!template || unusable(template, values)) return null;
    return {
      kind: 'template',
      templateKey: template.key,
      locale: template.locale,
      variables: Object.fromEntries(template.variables.map((name) => [name, values[name] ?? ''])),
      payloads: payloadsFor(template, null),
    };
  }
}

function promptOf(
  { contactId, leadId, dueAt, simulated }: Due,
  recipient: Recipient,
  content: MessageContent,
  now: Date,
): EnqueueMessage {
  const { phone, consentId } = recipient;
  if (phone === null) throw new Error(`The contact ${contactId} has no number.`);
  return {
    idempotencyKey: `content-prompt:${contactId}:${dueAt.toISOString()}`,
    // Once a day is its own cap, so that it counts for no other.
    purpose: 'service',
    to: { phone },
    ...{ subjectId: leadId, contactId, content, author: 'bot', senderUserId: null },
    about: { kind: 'content-prompt', id: contactId },
    dueAt: now,
    notAfter: new Date(now.getTime() + GOOD_FOR_MS),
    consentId,
    simulated: simulated || recipient.simulated,
  };
}
