import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { Settings } from '../../identity';
import { type TemplateState, WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import { announcementOf, templateIn, unusable, variablesFor } from './announcement.rules';
import { QuietHours } from './content-settings.rules';
import { nextOpen } from './hours.rules';
import { type PackageBodies, said } from './items.rules';
import type { Recipient } from './recipients.rules';

/** A grant that a contact is to be told of. */
export interface Telling {
  readonly grantId: string;
  readonly recipient: Recipient;
  readonly templateKey: string;
  readonly bodies: PackageBodies;
}

const DAY_MS = 86_400_000;

/** Tells contacts by a template that something is kept for them. */
@Injectable()
export class Announcements {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly channel: WhatsAppQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  templates(tx: Tx, keys: readonly string[]): Promise<TemplateState[]> {
    return this.channel.templates(tx, keys);
  }

  /** Why a contact cannot be told by this template; null when they can. */
  obstacle(
    templates: readonly TemplateState[],
    { recipient, templateKey, bodies }: Omit<Telling, 'grantId'>,
  ): string | null {
    const { language } = recipient;
    const values = variablesFor(recipient, { title: said(bodies.title, language) });
    return unusable(templateIn(templates, templateKey, language), values);
  }

  /** Queues the templates, in the hours in which the contact may be disturbed. Obstacles were asked for before. */
  async tell(
    tx: Tx,
    tellings: readonly Telling[],
    templates: readonly TemplateState[],
    cause?: RecordedEvent,
  ): Promise<void> {
    if (tellings.length === 0) return;
    const now = this.clock.now();
    const numbers = await tx.rows<{ id: string; n: number }>(
      'SELECT id, announcement_number + 1 AS n FROM content_grants WHERE id = ANY ($1::uuid[])',
      [tellings.map(({ grantId }) => grantId)],
      'content.announcement-numbers',
    );
    const hours = new Map<string, Awaited<ReturnType<Announcements['hours']>>>();
    const messages = [];
    for (const { grantId, recipient, templateKey, bodies } of tellings) {
      const { territory, zone, language } = recipient;
      const template = templateIn(templates, templateKey, language);
      if (!template) throw new Error(`There is no template ${templateKey}.`);
      const open = hours.get(territory) ?? (await this.hours(territory));
      hours.set(territory, open);
      const dueAt = nextOpen(now, zone, open);
      const notAfter = new Date(dueAt.getTime() + DAY_MS);
      const number = numbers.find(({ id }) => id === grantId)?.n ?? 1;
      messages.push({
        ...announcementOf({ grantId, recipient, template, bodies, number, dueAt, notAfter }),
        ...(cause && { cause }),
      });
    }
    const queued = await this.whatsapp.enqueueAll(tx, messages);
    await tx.rows(
      `UPDATE content_grants g SET template_key = a.template_key, announcement_id = a.message_id, announced_at = $2,
              announcement_state = 'queued', announcement_reason = NULL, announcement_number = announcement_number + 1
         FROM jsonb_to_recordset($1::jsonb) AS a(id uuid, template_key text, message_id uuid)
        WHERE g.id = ANY ($3::uuid[]) AND g.id = a.id`,
      [
        JSON.stringify(
          tellings.map(({ grantId: id, templateKey }, index) => ({
            ...{ id, template_key: templateKey, message_id: queued[index]?.messageId },
          })),
        ),
        now,
        tellings.map(({ grantId }) => grantId),
      ],
      'content.announced',
    );
  }

  hours(territory: string) {
    return this.settings.get(QuietHours, { territory });
  }
}
