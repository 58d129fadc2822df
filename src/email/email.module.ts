import { Module } from '@nestjs/common';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
import { Settings } from '../identity';
import { MailboxController } from './mailbox/mailbox.controller';
import { MailboxQueries } from './mailbox/mailbox.queries';
import { MessagesController } from './sending/messages.controller';
import { MessagesQueries } from './sending/messages.queries';
import { QueueRunner } from './sending/queue.runner';
import { Resolutions } from './sending/resolutions.service';
import { SuppressionList } from './suppression/suppression-list.service';
import { SuppressionsController } from './suppression/suppressions.controller';
import { UnsubscribeController } from './suppression/unsubscribe.controller';
import { Unsubscribing } from './suppression/unsubscribe.service';
import { Drafts } from './templates/drafts.service';
import { TemplateChecks } from './templates/template-checks.service';
import { TemplatesController } from './templates/templates.controller';
import { TemplatesQueries } from './templates/templates.queries';
import { EmailQueries } from './email.queries';
import { EmailService } from './email.service';
import { Arrivals } from './inbound/arrivals.service';
import { Bounces } from './inbound/bounces.service';
import { Consequences } from './inbound/consequences.service';
import { Evidence } from './inbound/evidence.service';
import { Inbound } from './inbound/inbound.entity';
import { InboundController } from './inbound/inbound.controller';
import { InboundServer } from './inbound/inbound-server.provider';
import { InboundQueries } from './inbound/inbound.queries';
import { Intake } from './inbound/intake.service';
import { Keeping } from './inbound/keeping.service';
import { KeptMail } from './inbound/kept-mail.entity';
import { Matching } from './inbound/matching.queries';
import { MimeReader } from './inbound/mime.provider';
import { Mailbox } from './mailbox/mailbox.provider';
import { Replies } from './mailbox/replies.service';
import { MailboxMail } from './mailbox/mailbox-mail.entity';
import { DkimProvider } from './providers/dkim.provider';
import { EmailProviders } from './providers/email-providers.service';
import { SendGridProvider } from './providers/sendgrid.provider';
import { SesProvider } from './providers/ses.provider';
import { SmtpProvider } from './providers/smtp.provider';
import { Circuit } from './routing/circuit.entity';
import { CircuitActs } from './routing/circuit-acts.service';
import { CircuitQueries } from './routing/circuits.queries';
import { CircuitsController } from './routing/circuits.controller';
import { CircuitsRunner } from './routing/circuits.runner';
import { Circuits } from './routing/circuits.service';
import { LimitBucket } from './routing/limit-bucket.entity';
import { Limits } from './routing/limits.service';
import { Routing } from './routing/routing.service';
import { Attempt } from './sending/attempt.entity';
import { Claims } from './sending/claims.service';
import { Content } from './sending/content.entity';
import { Contents } from './sending/contents.queries';
import { SendingFigures } from './sending/figures.queries';
import { QueueQueries } from './sending/queue.queries';
import { MailRoutes } from './sending/routes.queries';
import { Gates } from './sending/gates.service';
import { HandOver } from './sending/hand-over.service';
import { Letters } from './sending/letters.service';
import { MailFacts } from './sending/mail-facts.service';
import { Message } from './sending/message.entity';
import { ReapRunner } from './sending/reap.runner';
import { SendRunner } from './sending/send.runner';
import { Settlements } from './sending/settlements.service';
import { PersonalMails } from './personal-mails.service';
import { Signatures } from './signatures.service';
import { HeldBack } from './suppression/held-back.service';
import { Suppression } from './suppression/suppression.entity';
import { Suppressions } from './suppression/suppressions.service';
import { Unsubscription } from './suppression/unsubscription.entity';
import { Renderer } from './templates/renderer.service';
import { Template } from './templates/template.entity';
import { TemplateVersion } from './templates/template-version.entity';
import { Templates } from './templates/templates.service';
import { Hit } from './tracking/hit.entity';
import { Hits } from './tracking/hits.service';
import { Judging } from './tracking/judging.service';
import { Link } from './tracking/link.entity';
import { TrackedLetters } from './tracking/tracked-letters.service';
import { EMAIL_SETTINGS } from './tracking/tracking-settings.rules';
import { TrackingController } from './tracking/tracking.controller';
import { TrackingRunner } from './tracking/tracking.runner';
import { Trials } from './templates/trials.service';
import { ProviderEvent } from './webhooks/provider-event.entity';
import { ReportedEvents } from './webhooks/reported-events.queries';
import { Reports } from './webhooks/reports.service';
import { Sns } from './webhooks/sns.provider';
import { WebhookCounts } from './webhooks/webhook-counts.service';
import { WebhookDoors } from './webhooks/webhook-doors.service';
import { WebhookFiguresController } from './webhooks/webhook-figures.controller';
import { WebhookFiguresQueries } from './webhooks/webhook-figures.queries';
import { WebhookHour } from './webhooks/webhook-hour.entity';
import { WebhookIntake } from './webhooks/webhook-intake.service';
import { WebhookMeasureRunner } from './webhooks/webhook-measure.runner';
import { WebhookWorkRunner } from './webhooks/webhook-work.runner';
import { WebhooksController } from './webhooks/webhooks.controller';

const metrics = [
  makeCounterProvider({
    name: 'crm_email_attempts_total',
    help: 'Calls of a provider by their outcome',
    labelNames: ['provider', 'outcome'],
  }),
  makeHistogramProvider({
    name: 'crm_email_send_duration_seconds',
    help: 'From asking a provider to its answer, waiting for a connection included',
    labelNames: ['provider'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
  makeHistogramProvider({
    name: 'crm_email_render_duration_seconds',
    help: 'One question to a renderer, which may be for many mails',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  }),
  makeCounterProvider({
    name: 'crm_email_render_killed_total',
    help: 'Renderers that were killed because a text took too long',
  }),
  makeCounterProvider({
    name: 'crm_email_inbound_total',
    help: 'Mails that came in, by what kind they are',
    labelNames: ['kind'],
  }),
  makeGaugeProvider({
    name: 'crm_email_queue_depth',
    help: 'Mails that wait, are claimed, or are unknown',
    labelNames: ['stream', 'status'],
  }),
  makeGaugeProvider({
    name: 'crm_email_due_lag_seconds',
    help: 'How long the oldest queued mail has been due, in business time',
  }),
  makeGaugeProvider({
    name: 'crm_email_recent',
    help: 'Of the last 1,000 mails that left: how many those are, came back, were complained about',
    labelNames: ['outcome'],
  }),
  makeGaugeProvider({
    name: 'crm_email_circuit_state',
    help: 'Whether a provider is asked: 0 it is, 1 for one mail at a time, 2 it is not',
    labelNames: ['provider'],
  }),
  makeGaugeProvider({
    name: 'crm_email_unknown_open',
    help: 'Mails of which nobody knows whether the provider has them',
  }),
  makeGaugeProvider({
    name: 'crm_email_webhook_lag_seconds',
    help: 'Age of the oldest event of a provider that waits for its consequences, in business time',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: 'crm_email_webhook_rejected_total',
    help: 'Requests in the name of a provider that were turned away, and why',
    labelNames: ['provider', 'reason'],
  }),
  makeCounterProvider({
    name: 'crm_email_webhook_events_total',
    help: 'Events of providers, as they come in (kept, duplicate, ignored, malformed) and as they are worked off',
    labelNames: ['provider', 'event', 'outcome'],
  }),
];

/** 00 the e-mail core: messages, templates, providers, suppression. */
@Module({
  controllers: [
    MessagesController,
    CircuitsController,
    TemplatesController,
    SuppressionsController,
    UnsubscribeController,
    TrackingController,
    MailboxController,
    InboundController,
    WebhooksController,
    WebhookFiguresController,
  ],
  providers: [
    EmailService,
    EmailQueries,
    Templates,
    Suppressions,
    Signatures,
    Renderer,
    Gates,
    Letters,
    Claims,
    HandOver,
    MailFacts,
    Settlements,
    SendRunner,
    ReapRunner,
    QueueRunner,
    MessagesQueries,
    SendingFigures,
    QueueQueries,
    MailRoutes,
    Resolutions,
    TemplatesQueries,
    TemplateChecks,
    Drafts,
    Trials,
    SuppressionList,
    Unsubscribing,
    TrackedLetters,
    Hits,
    Judging,
    TrackingRunner,
    HeldBack,
    Contents,
    PersonalMails,
    MimeReader,
    Matching,
    Keeping,
    Evidence,
    Bounces,
    Consequences,
    Arrivals,
    Intake,
    InboundQueries,
    InboundServer,
    Replies,
    Mailbox,
    MailboxQueries,
    Sns,
    WebhookDoors,
    WebhookIntake,
    WebhookCounts,
    ReportedEvents,
    Reports,
    WebhookWorkRunner,
    WebhookFiguresQueries,
    WebhookMeasureRunner,
    DkimProvider,
    SmtpProvider,
    SendGridProvider,
    SesProvider,
    EmailProviders,
    Circuits,
    CircuitsRunner,
    CircuitQueries,
    CircuitActs,
    Limits,
    Routing,
    ...metrics,
  ],
  exports: [EmailService, EmailQueries, Templates, Suppressions],
})
export class EmailModule {
  constructor(database: Database, settings: Settings) {
    settings.declare(...EMAIL_SETTINGS);
    database.entities(
      Message,
      Attempt,
      Circuit,
      LimitBucket,
      Content,
      Template,
      TemplateVersion,
      Suppression,
      Unsubscription,
      Inbound,
      KeptMail,
      MailboxMail,
      Link,
      Hit,
      ProviderEvent,
      WebhookHour,
    );
  }
}
