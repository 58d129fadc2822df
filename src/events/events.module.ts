import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { ConsumersQueries } from './consumers.queries';
import { ConsumersRunner } from './consumers.runner';
import { Doorbell } from './doorbell';
import { EventLog } from './event-log';
import { EventsQueries } from './events.queries';
import { Live } from './live';
import { LogPages } from './log-pages.queries';
import { LogSearch } from './log-search.queries';
import { Parking } from './parking';
import { PartitionsRunner } from './partitions.runner';
import { Recent } from './recent';
import { Replay } from './replay';
import { SchemasController } from './schemas.controller';

/** The backbone: facts are recorded here and read from here, durably or live. */
@Global()
@Module({
  imports: [DiscoveryModule, EventEmitterModule.forRoot({ maxListeners: 100 })],
  controllers: [SchemasController],
  providers: [
    EventLog,
    Doorbell,
    Parking,
    ConsumersRunner,
    Live,
    LogPages,
    LogSearch,
    Recent,
    EventsQueries,
    ConsumersQueries,
    PartitionsRunner,
    Replay,
    makeCounterProvider({
      name: 'crm_events_recorded_total',
      help: 'Events written to the log by this process',
      labelNames: ['type'],
    }),
    makeCounterProvider({
      name: 'crm_events_consumed_total',
      help: 'Events taken by durable consumers, by result',
      labelNames: ['consumer', 'result'],
    }),
    makeGaugeProvider({
      name: 'crm_event_consumer_lag_seconds',
      help: 'Age of the newest event that a consumer has taken, when it took it; 0 when it has taken all',
      labelNames: ['consumer'],
    }),
    makeGaugeProvider({
      name: 'crm_event_dead_letters',
      help: 'Events that a consumer gave up after all retries',
    }),
    makeHistogramProvider({
      name: 'crm_event_live_latency_seconds',
      help: 'From recording an event to emitting it in this process',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    }),
    makeGaugeProvider({
      name: 'crm_event_horizon_age_seconds',
      help: 'How long the oldest writing transaction has kept the horizon from moving',
    }),
    makeCounterProvider({
      name: 'crm_event_listener_errors_total',
      help: 'Errors of live listeners',
      labelNames: ['type'],
    }),
  ],
  exports: [
    EventLog,
    Live,
    EventsQueries,
    ConsumersQueries,
    LogSearch,
    ConsumersRunner,
    Parking,
    Replay,
    Doorbell,
  ],
})
export class EventsModule {}
