import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { FollowUpFigures } from '../../follow-ups';
import type { Scope } from '../../identity';
import { conversionRate, trendOf } from './conversion-rate.rules';
import type { AskFollowUpMetrics, FollowUpMetrics, Width } from './follow-up-metrics.dto';

const MOST_RECENT = 10;

type Measured = Omit<FollowUpMetrics, 'asOf' | 'asOfSequence' | 'scope' | 'recent'>;
interface Narrowing {
  owner?: string[];
  territory?: string[];
}

/** The follow-ups of the cockpit: every number is asked of its owner as the count of the list behind it. */
@Injectable()
export class FollowUpMetricsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly figures: FollowUpFigures,
  ) {}

  /** @throws InvalidRequest for a scope that the role does not have */
  async read(
    scope: Scope,
    { scope: asked, territory }: AskFollowUpMetrics,
  ): Promise<FollowUpMetrics> {
    const width = widthOf(scope, asked);
    const narrowing: Narrowing = {
      // Of a sales user, what they see is what they own and what they were asked to help with.
      ...(width === 'own' && scope.kind !== 'own' && { owner: ['me'] }),
      ...(territory !== undefined && { territory: [territory] }),
    };
    return this.db.transaction(scope, async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const asOfSequence = await this.events.safeSequence(tx);
      const measured = await this.measure(tx, narrowing);
      const recent = await this.figures.recent(tx, narrowing, MOST_RECENT);
      return {
        asOf: this.clock.now().toISOString(),
        asOfSequence,
        scope: width,
        ...measured,
        recent: recent.map(({ at, ...decision }) => ({ ...decision, at: at.toISOString() })),
      };
    });
  }

  /** The same numbers for the stream, which knows no nesting. */
  async numbers(tx: Tx<Scope>): Promise<Record<string, number | null>> {
    const { trend, ...numbers } = await this.measure(tx, {});
    return {
      ...numbers,
      sent: trend.sent.current,
      sentBefore: trend.sent.previous,
      sentChangePct: trend.sent.changePct,
      skipped: trend.skipped.current,
      skippedBefore: trend.skipped.previous,
      skippedChangePct: trend.skipped.changePct,
    };
  }

  private async measure(tx: Tx<Scope>, narrowing: Narrowing): Promise<Measured> {
    const { sent, sentBefore, skipped, skippedBefore, ...numbers } = await this.figures.cockpit(
      tx,
      narrowing,
    );
    return {
      ...numbers,
      // No module measures conversions yet, so there is no cohort whose rate could be said.
      conversionRate: conversionRate({ followedUp: 0, converted: null }),
      trend: { sent: trendOf(sent, sentBefore), skipped: trendOf(skipped, skippedBefore) },
    };
  }
}

const WIDTHS_BY_KIND: Readonly<Record<Scope['kind'], readonly [Width, ...Width[]]>> = {
  own: ['own'],
  team: ['team', 'own'],
  all: ['all', 'own'],
  system: ['all'],
};

/** The widest one unless another is asked for. */
function widthOf(scope: Scope, asked: Width | undefined): Width {
  const widths = WIDTHS_BY_KIND[scope.kind];
  if (asked === undefined) return widths[0];
  if (widths.includes(asked)) return asked;
  throw new InvalidRequest(undefined, {
    errors: [{ pointer: '#/scope', detail: `is not one of ${widths.join(', ')} for this role` }],
  });
}
