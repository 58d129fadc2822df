import { Injectable } from '@nestjs/common';
import { MessagingQueries } from '../../analytics';
import { ConversationsQueries } from '../../conversations';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { rateOf } from '../webhook/figures.rules';
import { WebhookChannelQueries } from '../webhook/webhook-channel.queries';

type Numbers = Readonly<Record<string, number | null>>;

const DAY_MS = 86_400_000;

/** Numbers of what people say and tap. Those of a day go back 24 hours: whoever shares them may live in different zones. */
@Injectable()
export class ChannelNumbers {
  constructor(
    private readonly clock: Clock,
    private readonly messaging: MessagingQueries,
    private readonly talks: ConversationsQueries,
    private readonly channel: WebhookChannelQueries,
  ) {}

  async buttons(tx: Tx<Scope>): Promise<Numbers> {
    const until = new Date(this.clock.now().getTime() + 1);
    const since = new Date(until.getTime() - DAY_MS);
    const period = this.messaging.periods.between(since, until);
    const overview = await this.messaging.figures.overview(tx, period);
    const { p50Seconds, p90Seconds } = await this.messaging.figures.buttons(tx, period);
    return {
      clicks24h: overview.clicks,
      clickers24h: overview.clickers,
      unlockRate24h: rateOf(overview.grantsUnlocked, overview.grantsOffered),
      clickThroughRate24h: rateOf(overview.templatesClicked, overview.templatesDelivered),
      timeToClickP50Seconds24h: p50Seconds,
      timeToClickP90Seconds24h: p90Seconds,
    };
  }

  async conversations(tx: Tx<Scope>): Promise<Numbers> {
    return {
      active: await this.talks.activeCount(tx),
      open: await this.talks.count(tx, { box: 'open' }),
      waiting: await this.talks.count(tx, { box: 'waiting' }),
      snoozed: await this.talks.count(tx, { box: 'snoozed' }),
    };
  }

  /** Of the whole channel, which names nobody: read with the rights of the system, in a transaction of its own. */
  async webhook(): Promise<Numbers> {
    const { data } = await this.channel.status();
    return {
      eventsPerMinute: data.events_per_minute,
      queueDepth: data.queue_depth,
      deadLetters: data.dead_letters,
      accepted24h: data.accepted_24h,
      duplicates24h: data.duplicates_24h,
      signatureFailures24h: data.signature_failures_24h,
      uptime24h: data.uptime_24h,
    };
  }
}
