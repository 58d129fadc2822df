import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import { Database, type Tx } from '../core/database';
import { EventsQueries } from '../events';
import { catalogue, keyForm } from '../events/catalogue';
import { ConsumersQueries } from '../events/consumers.queries';
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
    private readonly readers: ConsumersQueries,
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
    const items = catalogue.map((definition) => ({
      type: definition.type,
      module: definition.module,
      description: definition.description,
      audience: definition.audience,
      channel: channelOf(definition.type),
      key: keyForm(definition),
      consumers: this.consumers
        .list()
        .filter(({ definitions }) => definitions.some((d) => d.type === definition.type))
        .map(({ name }) => name),
      schema: z.toJSONSchema(definition.schema),
    }));
    return { items };
  }

  async consumersWithLag(scope: Scope): Promise<EventConsumers> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const types = new Map(
        this.consumers
          .list()
          .map(({ name, definitions }) => [name, definitions.map((d) => d.type)]),
      );
      const found = await this.readers.lags(tx, types);
      const lags = new Map(found.map((lag) => [lag.consumer, lag]));
      const names = new Set([...lags.keys(), ...types.keys()]);
      const items = [...names].sort().map((name) => {
        const consumer = this.consumers.get(name);
        const lag = lags.get(name);
        return {
          name,
          types: types.get(name) ?? null,
          rebuildable: (consumer?.rebuilds?.length ?? 0) > 0,
          lagSeconds: lag?.lagSeconds ?? null,
          lagEvents: lag?.lagEvents ?? null,
          sequence: lag?.sequence ?? null,
          advancedSecondsAgo: lag?.advancedSecondsAgo ?? null,
          parked: lag?.parked ?? 0,
          dead: lag?.dead ?? 0,
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
