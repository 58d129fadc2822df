import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../core/access';
import { CurrentScope, type Scope } from '../identity';
import { EventsFeedQueries } from './events-feed.queries';
import {
  type EventConsumers,
  EventConsumersSchema,
  type EventPage,
  EventPageSchema,
  type EventTypes,
  EventTypesSchema,
  type ListEvents,
  ListEventsSchema,
} from './events.dto';
import {
  type FoundEvents,
  FoundEventsSchema,
  type SearchEvents,
  SearchEventsSchema,
} from './operations/event-search.dto';
import { EventSearch } from './operations/event-search.queries';

@ApiTags('events')
@Controller('v1')
export class EventsController {
  constructor(
    private readonly feed: EventsFeedQueries,
    private readonly search: EventSearch,
  ) {}

  @Get('events')
  @Access('events.read')
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'Settled events after a place, in log order',
  })
  @ApiResponse({ status: 200, standardSchema: EventPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListEventsSchema }) query: ListEvents,
  ): Promise<EventPage> {
    return this.feed.page(scope, query);
  }

  @Get('recent-events')
  @Access('events.read')
  @ApiOperation({
    operationId: 'searchEvents',
    summary: 'The newest events first, by kind, subject, request or id',
  })
  @ApiResponse({ status: 200, standardSchema: FoundEventsSchema })
  find(
    @CurrentScope() scope: Scope,
    @Query({ schema: SearchEventsSchema }) query: SearchEvents,
  ): Promise<FoundEvents> {
    return this.search.find(scope, query);
  }

  @Get('event-types')
  @Access('events.read')
  @ApiOperation({ operationId: 'listEventTypes', summary: 'The catalogue: every kind of fact' })
  @ApiResponse({ status: 200, standardSchema: EventTypesSchema })
  types(): EventTypes {
    return this.feed.types();
  }

  @Get('event-consumers')
  @Access('events.read')
  @ApiOperation({ operationId: 'listEventConsumers', summary: 'Who reads the log, and how far' })
  @ApiResponse({ status: 200, standardSchema: EventConsumersSchema })
  consumers(@CurrentScope() scope: Scope): Promise<EventConsumers> {
    return this.feed.consumersWithLag(scope);
  }
}
