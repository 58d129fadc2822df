import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import type { Reading } from './sendgrid-events.rules';
import { WebhookCounts } from './webhook-counts.service';
import type { ReportedEvent, Reporter } from './webhook.rules';

export const WEBHOOK_LOOP = 'email.webhooks';

/** In the order of their keys, so that two requests that tell of the same never wait for each other. */
const KEEP = `
  INSERT INTO email_provider_events (id, provider, event_id, kind, named_message_id, provider_message_id,
                                     wire_message_id, occurred_at, said, received_at)
  SELECT g.id, $2, g.event_id, g.kind, g.named_id, g.provider_message_id, g.wire_message_id,
         least(g.occurred_at, $3), g.said, $3
    FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, event_id text, kind text, named_id uuid, provider_message_id text,
           wire_message_id text, occurred_at timestamptz, said jsonb)
   ORDER BY g.event_id ON CONFLICT (provider, event_id) DO NOTHING RETURNING id`;

/** Keeps what a provider tells before it is told that we have it; what follows from it follows later. */
@Injectable()
export class WebhookIntake {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly loops: Loops,
    private readonly counts: WebhookCounts,
  ) {}

  /** Resolves once it is committed, or was before. */
  async keep(provider: Reporter, { events, left }: Reading): Promise<void> {
    const given = events.map((event) => ({ id: this.ids.uuid(), event }));
    const fresh = given.length === 0 ? new Set<string>() : await this.write(provider, given);
    for (const { id, event } of given)
      this.counts.count(provider, event.kind, fresh.has(id) ? 'kept' : 'duplicate');
    for (const { kind, malformed } of left)
      this.counts.count(provider, kind, malformed ? 'malformed' : 'ignored');
    if (fresh.size > 0) this.loops.wake(WEBHOOK_LOOP);
  }

  private async write(
    provider: Reporter,
    given: readonly { id: string; event: ReportedEvent }[],
  ): Promise<ReadonlySet<string>> {
    const rows = given.map(({ id, event }) => ({
      id,
      event_id: event.eventId,
      kind: event.kind,
      named_id: event.namedId,
      provider_message_id: event.providerMessageId,
      wire_message_id: event.wireMessageId,
      occurred_at: event.occurredAt.toISOString(),
      said: event.said,
    }));
    return this.db.transaction(systemDbScope('email.webhook-intake'), async (tx) => {
      const values = [JSON.stringify(rows), provider, this.clock.now()];
      const kept = await tx.rows<{ id: string }>(KEEP, values, 'email.webhook.keep');
      return new Set(kept.map(({ id }) => id));
    });
  }
}
