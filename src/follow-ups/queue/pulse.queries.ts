import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../../core/canary.rules';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Canaries } from '../canary/canaries.service';
import { brokenHop } from '../canary/canary.rules';
import { OVERDUE_MS } from './follow-up-filter.rules';

export interface CanaryState {
  /** Since one arrived, or since the first began; null before it. */
  readonly ageSeconds: number | null;
  readonly periodSeconds: number;
  /** Where the way is broken; null while it is not. */
  readonly hop: string | null;
}

/** Whether follow-ups are decided and arrive; needs the rights of the system. */
@Injectable()
export class FollowUpPulse {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly canaries: Canaries,
  ) {}

  /** How many are overdue, and how long the first that could be decided has waited for it; null when none does. */
  async waiting(tx: Tx): Promise<{ overdue: number; undecidedSeconds: number | null }> {
    const now = this.clock.now();
    const [row] = await tx.rows<{ overdue: number; oldest: Date | null }>(
      `SELECT (SELECT count(*)::int FROM follow_ups WHERE state = 'planned' AND due_at < $2 AND subject_id <> $3) AS overdue,
              (SELECT due_at FROM follow_ups WHERE state = 'planned' AND due_at <= $1
                  AND (leased_until IS NULL OR leased_until < now()) ORDER BY due_at LIMIT 1) AS oldest`,
      [now, new Date(now.getTime() - OVERDUE_MS), CANARY_ID],
      'follow-ups.pulse',
    );
    const oldest = row?.oldest ?? null;
    return {
      overdue: row?.overdue ?? 0,
      undecidedSeconds: oldest && (now.getTime() - oldest.getTime()) / 1000,
    };
  }

  /** Null where no canary flies. */
  async canary(tx: Tx): Promise<CanaryState | null> {
    const periodSeconds = this.config.get('FOLLOW_UPS_CANARY_SECONDS');
    if (periodSeconds === 0 || this.config.get('EMAIL_MODE') === 'off') return null;
    const rounds = await this.canaries.rounds(tx);
    return { ageSeconds: rounds.age, periodSeconds, hop: brokenHop(rounds, periodSeconds) };
  }
}
