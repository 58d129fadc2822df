import { Injectable } from '@nestjs/common';
import { ConversionRates } from '../../analytics';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { FollowUpFigures } from '../../follow-ups';
import type { Scope } from '../../identity';
import { conversionRate, trendOf } from './conversion-rate.rules';
import type { AskFollowUpMetrics, FollowUpMetrics } from './follow-up-metrics.dto';
import { widthOf } from './width.rules';

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
    private readonly rates: ConversionRates,
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
      conversionRate: conversionRate(await this.rates.measure(tx, this.clock.now(), narrowing)),
      trend: { sent: trendOf(sent, sentBefore), skipped: trendOf(skipped, skippedBefore) },
    };
  }
}
