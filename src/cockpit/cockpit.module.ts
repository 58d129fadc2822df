import { Module } from '@nestjs/common';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { EmailModule } from '../email';
import { FollowUpsModule } from '../follow-ups';
import { LeadsModule } from '../leads';
import { DashboardController } from './dashboard/dashboard.controller';
import { FollowUpMetricsQueries } from './dashboard/follow-up-metrics.queries';
import { DeadLettersController } from './dead-letters.controller';
import { DeadLettersService } from './dead-letters.service';
import { EventsController } from './events.controller';
import { EventsFeedQueries } from './events-feed.queries';
import { Answers } from './stream/answers.gateway';
import { Batches } from './stream/batches.gateway';
import { Echoes } from './stream/echoes.gateway';
import { Endings } from './stream/endings.gateway';
import { FanOut } from './stream/fan-out.gateway';
import { Handshake } from './stream/handshake.gateway';
import { NumbersQueries } from './stream/numbers.queries';
import { ReplayQueries } from './stream/replay.queries';
import { Rooms } from './stream/rooms.gateway';
import { StreamGateway } from './stream/stream.gateway';
import { Updates } from './stream/updates.gateway';
import { TimelineController } from './timeline/timeline.controller';
import { TimelineQueries } from './timeline/timeline.queries';

/** What the screens read across modules, and the live stream to them. */
@Module({
  imports: [LeadsModule, EmailModule, FollowUpsModule],
  controllers: [EventsController, DeadLettersController, DashboardController, TimelineController],
  providers: [
    EventsFeedQueries,
    FollowUpMetricsQueries,
    DeadLettersService,
    StreamGateway,
    Handshake,
    Rooms,
    FanOut,
    Answers,
    Updates,
    Echoes,
    Endings,
    Batches,
    NumbersQueries,
    ReplayQueries,
    TimelineQueries,
    makeGaugeProvider({
      name: 'crm_stream_connections',
      help: 'Sockets open in this process',
    }),
    makeCounterProvider({
      name: 'crm_stream_rejected_total',
      help: 'Upgrades refused, by reason',
      labelNames: ['reason'],
    }),
    makeCounterProvider({
      name: 'crm_stream_frames_total',
      help: 'Messages written to sockets',
    }),
    makeHistogramProvider({
      name: 'crm_stream_delivery_latency_seconds',
      help: 'From an event reaching this process to its frame being written, once a room',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1],
    }),
    makeCounterProvider({
      name: 'crm_stream_slow_consumers_total',
      help: 'Sockets ended because they could not follow',
    }),
  ],
})
export class CockpitModule {}
