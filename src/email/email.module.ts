import { Module } from '@nestjs/common';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
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
import { EmailProvider } from './providers/email.provider';
import { SmtpProvider } from './providers/smtp.provider';
import { Attempt } from './sending/attempt.entity';
import { Claims } from './sending/claims.service';
import { Content } from './sending/content.entity';
import { Contents } from './sending/contents.queries';
import { Gates } from './sending/gates.service';
import { HandOver } from './sending/hand-over.service';
import { Letters } from './sending/letters.service';
import { MailFacts } from './sending/mail-facts.service';
import { Message } from './sending/message.entity';
import { ReapRunner } from './sending/reap.runner';
import { SendRunner } from './sending/send.runner';
import { Settlements } from './sending/settlements.service';
import { Signatures } from './signatures.service';
import { HeldBack } from './suppression/held-back.service';
import { Suppression } from './suppression/suppression.entity';
import { Suppressions } from './suppression/suppressions.service';
import { Unsubscription } from './suppression/unsubscription.entity';
import { Renderer } from './templates/renderer.service';
import { Template } from './templates/template.entity';
import { TemplateVersion } from './templates/template-version.entity';
import { Templates } from './templates/templates.service';

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
    name: 'crm_email_unknown_open',
    help: 'Mails of which nobody knows whether the provider has them',
  }),
];

/** 00 the e-mail core: messages, templates, providers, suppression. */
@Module({
  controllers: [
    MessagesController,
    TemplatesController,
    SuppressionsController,
    UnsubscribeController,
    MailboxController,
    InboundController,
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
    Resolutions,
    TemplatesQueries,
    TemplateChecks,
    Drafts,
    SuppressionList,
    Unsubscribing,
    HeldBack,
    Contents,
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
    { provide: EmailProvider, useClass: SmtpProvider },
    ...metrics,
  ],
  exports: [EmailService, EmailQueries, Templates, Suppressions],
})
export class EmailModule {
  constructor(database: Database) {
    database.entities(
      Message,
      Attempt,
      Content,
      Template,
      TemplateVersion,
      Suppression,
      Unsubscription,
      Inbound,
      KeptMail,
      MailboxMail,
    );
  }
}
