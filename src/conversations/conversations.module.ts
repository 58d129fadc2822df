import { Module } from '@nestjs/common';
import { Database } from '../core/database';
import { EmailModule } from '../email';
import { IdentityModule } from '../identity';
import { LeadsModule } from '../leads';
import { ConversationsConsumer } from './conversations.consumer';
import { MailAnswers } from './mails/mail-answers.service';
import { Withdrawals } from './mails/withdrawals.service';
import { Consequences } from './responses/consequences.service';
import { ResponseDecision } from './responses/response-decision.entity';
import { Response } from './responses/response.entity';
import { ResponsesController } from './responses/responses.controller';
import { ResponsesQueries } from './responses/responses.queries';
import { Responses } from './responses/responses.service';
import { ConversationMessage } from './threads/conversation-message.entity';
import { Conversation } from './threads/conversation.entity';
import { Threads } from './threads/threads.service';

/** 05 threads over all channels, and what the answers in them mean. */
@Module({
  imports: [IdentityModule, EmailModule, LeadsModule],
  controllers: [ResponsesController],
  providers: [
    ConversationsConsumer,
    MailAnswers,
    Withdrawals,
    Responses,
    ResponsesQueries,
    Consequences,
    Threads,
  ],
  exports: [ResponsesQueries],
})
export class ConversationsModule {
  constructor(database: Database) {
    database.entities(Conversation, ConversationMessage, Response, ResponseDecision);
  }
}
