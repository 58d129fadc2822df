import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { LeadClockRestarted } from '../../events/catalogue';
import { TasksService } from '../tasks/tasks.service';
import { CLOCK_STOP_TASK } from './clock-stop.entity';

/** Why nobody need decide any more whether a clock is to stand. */
export type ClosingReason = 'LEAD_LOST' | 'LEAD_CONVERTED' | 'LEAD_MERGED';

const WITHDRAW = `
  UPDATE lead_clock_stops SET state = 'withdrawn', decided_at = $2, decided_why = $3
   WHERE lead_id = $1 AND state = 'requested' RETURNING id`;
const END = `
  UPDATE lead_clock_stops SET state = 'ended', ended_at = $2 WHERE lead_id = $1 AND state = 'running' RETURNING id`;

/** What becomes of stopped clocks, and of those that somebody asks to stop, when their lead is closed. */
@Injectable()
export class OpenStops {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly tasks: TasksService,
  ) {}

  /** Withdraws a request that waits for its decision. @returns how many there were */
  async withdraw(tx: Tx, leadId: string, why: ClosingReason): Promise<number> {
    const withdrawn = await tx.rows(WITHDRAW, [leadId, this.clock.now(), why]);
    if (withdrawn.length > 0) await this.tasks.close(tx, [leadId], CLOCK_STOP_TASK);
    return withdrawn.length;
  }

  /** As {@link withdraw}, and ends one that runs. */
  async close(tx: Tx, leadId: string, why: ClosingReason): Promise<number> {
    const withdrawn = await this.withdraw(tx, leadId, why);
    const ended = await tx.rows<{ id: string }>(END, [leadId, this.clock.now()]);
    for (const { id: stopId } of ended)
      await this.events.record(tx, LeadClockRestarted, leadId, { leadId, stopId });
    return withdrawn + ended.length;
  }
}
