import { Module } from '@nestjs/common';
import { makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
import { EmailModule } from '../email';
import { IdentityModule, Settings } from '../identity';
import { LeadsModule } from '../leads';
import { WhatsAppModule } from '../whatsapp';
import { ChatAnswers } from './chats/chat-answers.service';
import { ChatMessages } from './chats/chat-messages.service';
import { Senders } from './chats/senders.service';
import { CampaignContact } from './campaigns/campaign-contact.entity';
import { CampaignSteps } from './campaigns/campaign-steps.service';
import { Campaign } from './campaigns/campaign.entity';
import { CampaignsController } from './campaigns/campaigns.controller';
import { CampaignsQueries } from './campaigns/campaigns.queries';
import { Campaigns } from './campaigns/campaigns.service';
import { Touches } from './campaigns/touches.queries';
import { Announcements } from './content/announcements.service';
import { ContentDelivery } from './content/content-delivery.entity';
import { ContentGates } from './content/content-gates.service';
import { ContentGrant } from './content/content-grant.entity';
import { ContentItem } from './content/content-item.entity';
import { ContentPackage } from './content/content-package.entity';
import { ContentPrompt } from './content/content-prompt.entity';
import { CONTENT_SETTINGS } from './content/content-settings.rules';
import { ContentConsumer } from './content/content.consumer';
import { ContentRunner } from './content/content.runner';
import { Deliveries } from './content/deliveries.service';
import { FollowUpGrants } from './content/follow-up-grants.service';
import { GrantActs } from './content/grant-acts.service';
import { GrantsController } from './content/grants.controller';
import { GrantsQueries } from './content/grants.queries';
import { Grants } from './content/grants.service';
import { PackagesController } from './content/packages.controller';
import { PackagesQueries } from './content/packages.queries';
import { Packages } from './content/packages.service';
import { Preferences } from './content/preferences.service';
import { PromptTimes } from './content/prompt-times.service';
import { Prompts } from './content/prompts.service';
import { Receipts } from './content/receipts.service';
import { RecipientsQueries } from './content/recipients.queries';
import { Retellings } from './content/retellings.service';
import { PersonalConversations } from './personal-conversations.service';
import { ConversationsConsumer } from './conversations.consumer';
import { ConversationsQueries } from './inbox/conversations.queries';
import { Handling } from './inbox/handling.service';
import { InboxController } from './inbox/inbox.controller';
import { MailSending } from './inbox/mail-sending.service';
import { MessageTexts } from './inbox/message-texts.queries';
import { Sending } from './inbox/sending.service';
import { CONVERSATION_SETTINGS } from './inbox/settings.rules';
import { Correspondents } from './mails/correspondents.queries';
import { MailAnswers } from './mails/mail-answers.service';
import { MailMessages } from './mails/mail-messages.service';
import { Withdrawals } from './mails/withdrawals.service';
import { AnsweringRunner } from './responder/answering.runner';
import { Answering } from './responder/answering.service';
import { Memory } from './responder/memory.queries';
import { Responder } from './responder/responder.provider';
import { RulesResponder } from './responder/rules-responder.provider';
import { Consequences } from './responses/consequences.service';
import { ResponseDecision } from './responses/response-decision.entity';
import { Response } from './responses/response.entity';
import { ResponsesController } from './responses/responses.controller';
import { ResponsesQueries } from './responses/responses.queries';
import { Responses } from './responses/responses.service';
import { ConversationMessage } from './threads/conversation-message.entity';
import { Conversation } from './threads/conversation.entity';
import { Desk } from './threads/desk.service';
import { EarlierMessages } from './threads/earlier-messages.queries';
import { Endings } from './threads/endings.service';
import { TapAnswers } from './taps/tap-answers.service';
import { Taps } from './taps/taps.service';
import { Threads } from './threads/threads.service';
import { UpkeepRunner } from './threads/upkeep.runner';

const metrics = [
  makeGaugeProvider({
    name: 'crm_conversations_active',
    help: 'Conversations open or waiting for a person, with a message of the contact in the last 24 hours',
    labelNames: ['channel'],
  }),
  makeGaugeProvider({
    name: 'crm_conversations_waiting',
    help: 'Conversations that wait for a person',
    labelNames: ['channel'],
  }),
  makeCounterProvider({
    name: 'crm_conversation_answers_total',
    help: 'Messages that could be answered automatically: answered, handed off, or left to a person',
    labelNames: ['outcome'],
  }),
];
const talking = [Threads, EarlierMessages, Desk, Endings, UpkeepRunner];
const chats = [ChatMessages, ChatAnswers, Senders];
const mails = [Correspondents, MailAnswers, MailMessages, Withdrawals];
const answering = [
  Answering,
  AnsweringRunner,
  Memory,
  { provide: Responder, useClass: RulesResponder },
];
const inbox = [ConversationsQueries, MessageTexts, Handling, Sending, MailSending];

/** Kept content, campaigns, and what taps do. */
const CONTENT = [
  Packages,
  PackagesQueries,
  RecipientsQueries,
  PromptTimes,
  Prompts,
  Deliveries,
  Announcements,
  Retellings,
  Grants,
  GrantActs,
  GrantsQueries,
  FollowUpGrants,
  Receipts,
  Preferences,
  ContentGates,
  ContentConsumer,
  ContentRunner,
  Touches,
  CampaignSteps,
  Campaigns,
  CampaignsQueries,
  TapAnswers,
  Taps,
];

/** 05 threads over all channels, and what the answers in them mean. */
@Module({
  imports: [IdentityModule, EmailModule, WhatsAppModule, LeadsModule],
  controllers: [
    ResponsesController,
    InboxController,
    PackagesController,
    GrantsController,
    CampaignsController,
  ],
  providers: [
    ...metrics,
    ...talking,
    ...chats,
    ...mails,
    ...answering,
    ...inbox,
    ConversationsConsumer,
    PersonalConversations,
    Responses,
    ResponsesQueries,
    Consequences,
    ...CONTENT,
  ],
  exports: [ResponsesQueries, ConversationsQueries],
})
export class ConversationsModule {
  constructor(database: Database, settings: Settings) {
    database.entities(Conversation, ConversationMessage, Response, ResponseDecision);
    database.entities(ContentPackage, ContentItem, ContentGrant, ContentDelivery, ContentPrompt);
    database.entities(Campaign, CampaignContact);
    settings.declare(...CONVERSATION_SETTINGS, ...CONTENT_SETTINGS);
  }
}
