import { Module } from '@nestjs/common';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { AnalyticsModule } from '../analytics';
import { ConversationsModule } from '../conversations';
import { CustomersModule } from '../customers';
import { EmailModule } from '../email';
import { FollowUpsModule } from '../follow-ups';
import { LeadsModule } from '../leads';
import { WhatsAppModule } from '../whatsapp';
import { Database } from '../core/database';
import { Alert } from './alerts/alert.entity';
import { AlertsController } from './alerts/alerts.controller';
import { AlertsQueries } from './alerts/alerts.queries';
import { AlertsGround, AlertsRunner } from './alerts/alerts.runner';
import { AlertsService } from './alerts/alerts.service';
import { ProcessMeasuresService } from './alerts/process-measures.service';
import { SharedMeasuresQueries } from './alerts/shared-measures.queries';
import { DashboardController } from './dashboard/dashboard.controller';
import { FollowUpMetricsQueries } from './dashboard/follow-up-metrics.queries';
import { SystemOwners, SystemQueries } from './dashboard/system.queries';
import { TeamOwners, TeamQueries } from './dashboard/team.queries';
import { WidgetOwners, WidgetsQueries } from './dashboard/widgets.queries';
import { DeadLettersController } from './operations/dead-letters.controller';
import { PrivacyController } from './privacy/privacy.controller';
import { PrivacyService } from './privacy/privacy.service';
import { DeadLetterSources, DeadLettersService } from './operations/dead-letters.service';
import { JobsController } from './operations/jobs.controller';
import { JobsQueries } from './operations/jobs.queries';
import { EventSearch } from './operations/event-search.queries';
import { ProvidersController } from './operations/providers.controller';
import { ProvidersQueries, ProviderSources } from './operations/providers.queries';
import { Subjects } from './operations/subjects.queries';
import { EventsController } from './events.controller';
import { EventsFeedQueries } from './events-feed.queries';
import { Answers } from './stream/answers.gateway';
import { Batches } from './stream/batches.gateway';
import { ChannelNumbers } from './stream/channel-numbers.queries';
import { Echoes } from './stream/echoes.gateway';
import { Endings } from './stream/endings.gateway';
import { FeedOwners, FeedQueries } from './feed/feed.queries';
import { EventStreamController } from './stream/event-stream.controller';
import { FanOut } from './stream/fan-out.gateway';
import { Handshake } from './stream/handshake.gateway';
import { NumbersQueries } from './stream/numbers.queries';
import { ReplayQueries } from './stream/replay.queries';
import { Rooms } from './stream/rooms.gateway';
import { StreamGateway } from './stream/stream.gateway';
import { Updates } from './stream/updates.gateway';
import { TimelineController } from './timeline/timeline.controller';
import { TimelineQueries } from './timeline/timeline.queries';
import { ChannelState } from './webhook/channel.service';
import { ProbesQueries } from './webhook/probes.queries';
import { ProbesGround, ProbesRunner } from './webhook/probes.runner';
import { WebhookChannelQueries } from './webhook/webhook-channel.queries';
import { WebhookController } from './webhook/webhook.controller';
import { WebhookSessionsQueries } from './webhook/webhook-sessions.queries';
import { HotClicksQueries } from './webhook/hot-clicks.queries';
import { WebhookFigures } from './webhook/webhook-figures.queries';

/** What the screens read across modules, and the live stream to them. */
@Module({
  imports: [
    LeadsModule,
    EmailModule,
    WhatsAppModule,
    FollowUpsModule,
    ConversationsModule,
    CustomersModule,
    AnalyticsModule,
  ],
  controllers: [
    EventsController,
    AlertsController,
    DeadLettersController,
    JobsController,
    ProvidersController,
    DashboardController,
    EventStreamController,
    TimelineController,
    PrivacyController,
    WebhookController,
  ],
  providers: [
    EventsFeedQueries,
    FollowUpMetricsQueries,
    WidgetsQueries,
    WidgetOwners,
    SystemQueries,
    SystemOwners,
    TeamQueries,
    TeamOwners,
    FeedQueries,
    FeedOwners,
    DeadLettersService,
    DeadLetterSources,
    JobsQueries,
    ProvidersQueries,
    ProviderSources,
    EventSearch,
    Subjects,
    PrivacyService,
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
    ChannelNumbers,
    ReplayQueries,
    TimelineQueries,
    ChannelState,
    ProbesQueries,
    ProbesGround,
    ProbesRunner,
    WebhookFigures,
    HotClicksQueries,
    WebhookSessionsQueries,
    WebhookChannelQueries,
    AlertsQueries,
    AlertsService,
    SharedMeasuresQueries,
    ProcessMeasuresService,
    AlertsGround,
    AlertsRunner,
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
export class CockpitModule {
  constructor(database: Database) {
    database.entities(Alert);
  }
}
