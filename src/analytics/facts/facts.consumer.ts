import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Histogram } from 'prom-client';
import type { Tx } from '../../core/database';
import { Consume } from '../../events';
import type { Rebuilding } from '../../events/consume';
import {
  ConversionUndone,
  CustomerOrderRecorded,
  EmailClicked,
  EmailDelivered,
  EmailOpened,
  EmailSent,
  FollowUpCancelled,
  FollowUpProcessed,
  LeadConverted,
  LeadMerged,
  LeadSampleDelivered,
  LeadUnmerged,
  ResponseClassified,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Deriving } from './deriving.service';
import { Facts } from './facts.rules';
import { FactsService } from './facts.service';

/** The cursor that every answer of this room names. */
export const CONSUMER = 'analytics.follow-ups';

/** What is derived from the facts. */
const SHOWN = [
  'analytics_follow_ups',
  'analytics_leads',
  'analytics_revenues',
  'analytics_daily',
] as const;

/** Everything that is known here was told by events; each batch changes rows and sums by what it brings. */
@Injectable()
export class FactsConsumer {
  constructor(
    private readonly facts: FactsService,
    private readonly deriving: Deriving,
    @InjectMetric('crm_analytics_apply_duration_seconds') private readonly duration: Histogram,
  ) {}

  @Consume(
    CONSUMER,
    [
      FollowUpProcessed,
      FollowUpCancelled,
      EmailSent,
      EmailDelivered,
      EmailOpened,
      EmailClicked,
      ResponseClassified,
      LeadConverted,
      ConversionUndone,
      CustomerOrderRecorded,
      LeadSampleDelivered,
      LeadMerged,
      LeadUnmerged,
    ],
    {
      from: 'beginning',
      finishes: SHOWN,
      // A lead is derived anew once a batch: its mail was often decided and sent in the same second.
      restSeconds: 1,
      // What many facts change of one sum is one change: the more at once, the fewer rows are written for each.
      batchesAtOnce: 5,
      rebuilds: [
        'analytics_touches',
        'analytics_responses',
        'analytics_conversions',
        'analytics_orders',
        'analytics_samples',
        'analytics_merges',
        ...SHOWN,
      ],
    },
  )
  async learn(tx: Tx, events: readonly RecordedEvent[], rebuilding?: Rebuilding): Promise<void> {
    const facts = new Facts();
    for (const event of events) facts.add(event);
    await this.facts.keep(tx, facts);
    // Of everything at once the sums are a recount: a rebuild proves the differences of the running consumer.
    if (rebuilding?.isOver) await this.deriving.deriveAll(tx);
    if (rebuilding) return;
    const stop = this.duration.startTimer();
    await this.deriving.derive(tx, await this.facts.concerned(tx, facts));
    stop();
  }
}
