import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { CANARY_ID } from '../../core/canary.rules';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { Consume } from '../../events';
import { FollowUpCancelled, FollowUpPlanned, FollowUpProcessed } from '../../events/catalogue';
import type { EventData } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';

const REFRESH_SECONDS = 15;
const OVERDUE_AFTER_MS = 24 * 3_600_000;

/** Keeps the one row behind the gauges and shows it, so that a scrape never counts. */
@Injectable()
export class GaugesService implements OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    @InjectMetric('followup_pending') private readonly pending: Gauge,
    @InjectMetric('crm_followup_overdue') private readonly overdue: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    this.loops.register({
      name: 'follow-ups.gauges',
      everySeconds: REFRESH_SECONDS,
      step: () => this.refresh(),
    });
  }

  /** Counts what became pending and what no longer is. */
  @Consume('follow-ups.gauges', [FollowUpPlanned, FollowUpProcessed, FollowUpCancelled], {
    from: 'beginning',
  })
  async count(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    const changes = new Map<string, number>();
    for (const event of events) {
      const { step, leadId } = (event as RecordedEvent<typeof FollowUpPlanned>).data;
      if (leadId === CANARY_ID) continue;
      changes.set(step, (changes.get(step) ?? 0) + changeBy(event));
    }
    await tx.rows(
      `UPDATE follow_up_gauges SET pending = pending || (
         SELECT coalesce(jsonb_object_agg(key, coalesce((pending ->> key)::int, 0) + value::int), '{}') FROM jsonb_each_text($1::jsonb))`,
      [JSON.stringify(Object.fromEntries(changes))],
      'follow-ups.count',
    );
  }

  /** Overdue grows without any event, so this one number is looked up; the partial index makes it cheap. */
  private async refresh(): Promise<boolean> {
    const [row] = await this.db.transaction(systemDbScope('follow-ups.gauges'), (tx) =>
      tx.rows<{ pending: Record<string, number>; overdue: number }>(
        `UPDATE follow_up_gauges SET overdue =
           (SELECT count(*) FROM follow_ups WHERE state = 'planned' AND due_at < $1 AND subject_id <> $2) RETURNING pending, overdue`,
        [new Date(this.clock.now().getTime() - OVERDUE_AFTER_MS), CANARY_ID],
        'follow-ups.gauges',
      ),
    );
    for (const [step, count] of Object.entries(row?.pending ?? {}))
      this.pending.set({ step }, count);
    this.overdue.set(row?.overdue ?? 0);
    return false;
  }
}

function changeBy({ type, data }: RecordedEvent): number {
  const known = data as Partial<
    EventData<typeof FollowUpPlanned> &
      EventData<typeof FollowUpProcessed> &
      EventData<typeof FollowUpCancelled>
  >;
  switch (type) {
    case FollowUpPlanned.type:
      return known.planNumber === 1 ? 1 : 0;
    case FollowUpProcessed.type:
      return known.outcome === 'deferred' ? 0 : -1;
    default:
      return known.from === 'planned' ? -1 : 0;
  }
}
