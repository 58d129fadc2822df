import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import { Database, type Tx } from '../core/database';
import { EventsQueries } from '../events';
import { catalogue } from '../events/catalogue';
import { ConsumersRunner } from '../events/consumers.runner';
import { toCloudEvent } from '../events/recorded-event';
import { parseSequence } from '../events/sequence.rules';
import type { Scope } from '../identity';
import type { EventConsumers, EventPage, EventTypes, ListEvents } from './events.dto';
import { channelOf } from './stream/channels.rules';

/** The log as other systems pull it, and what there is to know about it. */
@Injectable()
export class EventsFeedQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: EventsQueries,
    private readonly consumers: ConsumersRunner,
  ) {}

  async page(scope: Scope, { after, type, limit }: ListEvents): Promise<EventPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const place = after ? parseSequence(after) : null;
      const types = type?.length ? type : null;
      const found = await this.events.page(tx, { after: place, types, limit });
      const hasMore = found.length === limit;
      const last = found.at(-1)?.sequence ?? after ?? '';
      // The place was asked for first, so everything up to it is on this page or before it.
      const nextCursor = hasMore || last > asOf.asOfSequence ? last : asOf.asOfSequence;
      const items = found.map((event) => toCloudEvent(event, this.config.publicUrl));
      return {
        items: items as EventPage['items'],
        nextCursor,
        previousCursor: null,
        hasMore,
        ...asOf,
      };
    });
  }

  types(): EventTypes {
    const items = catalogue.map(({ type, module, description, audience, schema }) => ({
      type,
      module,
      description,
      audience,
      channel: channelOf(type),
      consumers: this.consumers
        .list()
        .filter(({ definitions }) => definitions.some((d) => d.type === type))
        .map(({ name }) => name),
      schema: z.toJSONSchema(schema),
    }));
    return { items };
  }

  async consumersWithLag(scope: Scope): Promise<EventConsumers> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const lags = new Map((await this.events.lags(tx)).map((lag) => [lag.consumer, lag]));
      const names = new Set([...lags.keys(), ...this.consumers.list().map(({ name }) => name)]);
      const items = [...names].sort().map((name) => {
        const consumer = this.consumers.get(name);
        const lag = lags.get(name);
        return {
          name,
          types: consumer?.definitions.map((d) => d.type) ?? null,
          rebuildable: (consumer?.rebuilds?.length ?? 0) > 0,
          lagSeconds: lag?.lagSeconds ?? null,
          sequence: lag?.sequence ?? null,
        };
      });
      return { items, ...asOf };
    });
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    const asOfSequence = await this.events.safeSequence(tx);
    return { asOf: this.clock.now().toISOString(), asOfSequence };
  }
}
