import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Loops } from '../../core/loops';
import { Settings } from '../../identity';
import { InactiveHours } from '../inbox/settings.rules';
import { ACTIVE } from './active.rules';
import { Conversation } from './conversation.entity';
import { Desk } from './desk.service';
import { WAITS } from './states.rules';

const LOOP = 'conversations.upkeep';
const EVERY_SECONDS = 15;
const BATCH = 200;
const HOUR_MS = 3_600_000;
const CHANNELS = ['email', 'whatsapp'] as const;

/** What time does to conversations: sleepers wake, those that everybody has left and nobody waits in are closed. And counts the active ones. */
@Injectable()
export class UpkeepRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly settings: Settings,
    private readonly desk: Desk,
    @InjectMetric('crm_conversations_active') private readonly active: Gauge,
    @InjectMetric('crm_conversations_waiting') private readonly waiting: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: LOOP,
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
      nextDue: (now) => this.nextDue(now),
    });
  }

  async step(): Promise<boolean> {
    const inactiveMs = (await this.settings.get(InactiveHours)) * HOUR_MS;
    return this.db.transaction(systemDbScope(LOOP), async (tx) => {
      const now = this.clock.now();
      const left = new Date(now.getTime() - inactiveMs);
      const due = await tx.rows<{ id: string }>(
        `WITH sleeping AS (
           SELECT id FROM conversations WHERE state = 'snoozed' AND snoozed_until <= $1 LIMIT ${String(BATCH)}
              FOR NO KEY UPDATE SKIP LOCKED
         ), silent AS (
           SELECT id FROM conversations WHERE state = 'open' AND last_message_at <= $2 AND waiting_since IS NULL LIMIT ${String(BATCH)}
              FOR NO KEY UPDATE SKIP LOCKED
         )
         SELECT id FROM sleeping UNION ALL SELECT id FROM silent`,
        [now, left],
        'upkeep.due',
      );
      for (const { id } of due) {
        const conversation = await tx.manager.findOneByOrFail(Conversation, { id });
        if (conversation.state === 'snoozed') await this.desk.reopen(tx, conversation);
        else await this.desk.close(tx, conversation, 'inactive');
      }
      const counts = await tx.rows<{ channel: string; active: number; waiting: number }>(
        `SELECT channel, count(*) FILTER (WHERE ${ACTIVE('$1')})::int AS active,
                count(*) FILTER (WHERE ${WAITS})::int AS waiting
           FROM conversations WHERE state IN ('open', 'pending_agent') GROUP BY channel`,
        [now],
        'upkeep.measure',
      );
      for (const channel of CHANNELS) {
        const row = counts.find((count) => count.channel === channel);
        this.active.set({ channel }, row?.active ?? 0);
        this.waiting.set({ channel }, row?.waiting ?? 0);
      }
      return due.length > 0;
    });
  }

  private async nextDue(now: Date): Promise<Date | null> {
    const inactiveSeconds = (await this.settings.get(InactiveHours)) * 3600;
    const [row] = await this.db.transaction(systemDbScope(LOOP), (tx) =>
      tx.rows<{ at: Date | null }>(
        `SELECT min(at) AS at FROM (
           SELECT min(snoozed_until) AS at FROM conversations WHERE state = 'snoozed' AND snoozed_until > $1
           UNION ALL
           SELECT min(last_message_at) + make_interval(secs => $2) FROM conversations
            WHERE state = 'open' AND waiting_since IS NULL AND last_message_at > $1 - make_interval(secs => $2)
         ) due`,
        [now, inactiveSeconds],
        'upkeep.next-due',
      ),
    );
    return row?.at ?? null;
  }
}
