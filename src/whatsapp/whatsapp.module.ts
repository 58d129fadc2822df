import { Module } from '@nestjs/common';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Channel } from './channel.service';
import { IntakeCountsRunner } from './intake/intake-counts.runner';
import { IntakeCounts } from './intake/intake-counts.service';
import { WebhookIntake } from './intake/intake.service';
import { Secrets } from './intake/secrets.service';
import { WebhookController } from './intake/webhook.controller';
import { WebhookDeadLetters } from './intake/webhook-dead-letters.service';
import { WebhookQueries } from './intake/webhook.queries';
import { MeasureRunner } from './measure.runner';
import { MessageClaims } from './sending/claims.service';
import { NumberPace } from './sending/number-pace.service';
import { MessageGates } from './sending/gates.service';
import { Graph } from './sending/graph.provider';
import { MessageHandOver } from './sending/hand-over.service';
import { MessageFacts } from './sending/message-facts.service';
import { MessageReapRunner } from './sending/reap.runner';
import { MessageRoutes } from './sending/routes.queries';
import { MessageSendRunner } from './sending/send.runner';
import { MessageSettlements } from './sending/settlements.service';
import { FakeGraphServer } from './simulator/fake-graph.provider';
import { StoredTemplates } from './templates/stored-templates.queries';
import { TemplateSubmissions } from './templates/template-submissions.service';
import { TemplatesRunner } from './templates/templates.runner';
import { PersonalMessages } from './personal-messages.service';
import { WhatsAppController } from './whatsapp.controller';
import { WhatsAppQueries } from './whatsapp.queries';
import { WhatsAppService } from './whatsapp.service';
import { Consequences } from './work/consequences.service';
import { Inbound } from './work/inbound.service';
import { Notices } from './work/notices.service';
import { Numbers } from './work/numbers.service';
import { NumberOwners } from './work/owners.service';
import { People } from './work/people.service';
import { Receipts } from './work/receipts.service';
import { TemplateStates } from './work/template-states.service';
import { WorkRunner } from './work/work.runner';

const ACK_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

const metrics = [
  makeCounterProvider({
    name: 'crm_webhook_items_total',
    help: 'What came in at the webhook: messages, receipts and notices that were new or known, and requests that were none',
    labelNames: ['outcome'],
  }),
  makeHistogramProvider({
    name: 'crm_webhook_ack_seconds',
    help: 'From a signed request of WhatsApp to our answer, the commit included',
    buckets: ACK_SECONDS,
  }),
  makeGaugeProvider({
    name: 'crm_webhook_last_received_timestamp_seconds',
    help: 'When this process last took a signed request of WhatsApp',
  }),
  makeCounterProvider({
    name: 'crm_webhook_worked_total',
    help: 'Items that were worked off, by what became of them',
    labelNames: ['kind', 'outcome'],
  }),
  makeCounterProvider({
    name: 'crm_messages_attempts_total',
    help: 'Calls of WhatsApp by their outcome',
    labelNames: ['outcome'],
  }),
  makeHistogramProvider({
    name: 'crm_messages_send_duration_seconds',
    help: 'From asking WhatsApp to its answer',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  makeCounterProvider({
    name: 'crm_messages_status_total',
    help: 'Receipts that moved a message forward',
    labelNames: ['status', 'reason'],
  }),
  makeGaugeProvider({
    name: 'crm_webhook_backlog',
    help: 'Items that were kept and are not worked off',
  }),
  makeGaugeProvider({
    name: 'crm_webhook_oldest_pending_seconds',
    help: 'How long the oldest of them has waited, in business time',
  }),
  makeGaugeProvider({
    name: 'crm_webhook_dead_letters',
    help: 'Items that were given up and wait for a person',
  }),
  makeGaugeProvider({
    name: 'crm_messages_queue_depth',
    help: 'Messages that wait, are claimed, or are unknown',
    labelNames: ['state'],
  }),
  makeGaugeProvider({
    name: 'crm_messages_templates',
    help: 'Templates by what Meta says of them',
    labelNames: ['status'],
  }),
  makeGaugeProvider({
    name: 'crm_messages_number_quality',
    help: 'Quality of our number: 0 unknown, 1 green, 2 yellow, 3 red',
  }),
  makeGaugeProvider({
    name: 'crm_messages_blocked',
    help: '1 while Meta or its refusals stop our number, wholly or for what advertises',
  }),
  makeCounterProvider({
    name: 'crm_messages_opt_outs_total',
    help: 'People who stopped marketing at WhatsApp',
  }),
];

/** The channel WhatsApp: what comes in, what goes out, and how far it came. */
@Module({
  controllers: [WebhookController, WhatsAppController],
  providers: [
    WhatsAppService,
    WhatsAppQueries,
    Secrets,
    IntakeCounts,
    IntakeCountsRunner,
    WebhookIntake,
    PersonalMessages,
    NumberOwners,
    People,
    Inbound,
    Receipts,
    Numbers,
    TemplateStates,
    Consequences,
    Notices,
    WorkRunner,
    MessageFacts,
    MessageGates,
    MessageClaims,
    NumberPace,
    MessageSettlements,
    MessageHandOver,
    MessageSendRunner,
    MessageReapRunner,
    Graph,
    FakeGraphServer,
    StoredTemplates,
    MessageRoutes,
    TemplateSubmissions,
    TemplatesRunner,
    Channel,
    WebhookQueries,
    WebhookDeadLetters,
    MeasureRunner,
    ...metrics,
  ],
  exports: [WhatsAppService, WhatsAppQueries, WebhookQueries, WebhookDeadLetters],
})
export class WhatsAppModule {}
