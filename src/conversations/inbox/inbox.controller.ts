import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import { conversationEtag, Handling } from './handling.service';
import {
  type AssignConversation,
  AssignConversationSchema,
  type CloseConversation,
  CloseConversationSchema,
  type ConversationCounts,
  ConversationCountsSchema,
  type ConversationPage,
  ConversationPageSchema,
  type ConversationView,
  ConversationViewSchema,
  type CountConversations,
  CountConversationsSchema,
  type ListConversations,
  ListConversationsSchema,
  type ListMessages,
  ListMessagesSchema,
  type SendableTemplates,
  SendableTemplatesSchema,
  type SendMessage,
  SendMessageSchema,
  type SnoozeConversation,
  SnoozeConversationSchema,
  type ThreadMessage,
  ThreadMessageSchema,
  type ThreadPage,
  ThreadPageSchema,
} from './inbox.dto';
import { ConversationsQueries } from './conversations.queries';
import { MailSending } from './mail-sending.service';
import { Sending } from './sending.service';

const IdSchema = z.uuid();

@ApiTags('conversations')
@Controller('v1/conversations')
export class InboxController {
  constructor(
    private readonly queries: ConversationsQueries,
    private readonly handling: Handling,
    private readonly sending: Sending,
    private readonly mails: MailSending,
  ) {}

  @Get()
  @Access('conversations.read')
  @ApiOperation({
    operationId: 'listConversations',
    summary: 'Conversations of both channels, the newest message first',
  })
  @ApiResponse({ status: 200, standardSchema: ConversationPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListConversationsSchema }) query: ListConversations,
  ): Promise<ConversationPage> {
    return this.queries.list(scope, query);
  }

  @Post('counts')
  @HttpCode(200)
  @Access('conversations.read')
  @ApiOperation({
    operationId: 'countConversations',
    summary: 'How many conversations several filters have, as of one place in the log',
  })
  @ApiResponse({ status: 200, standardSchema: ConversationCountsSchema })
  count(
    @CurrentScope() scope: Scope,
    @Body({ schema: CountConversationsSchema }) body: CountConversations,
  ): Promise<ConversationCounts> {
    return this.queries.counts(scope, body);
  }

  @Get(':id')
  @Access('conversations.read')
  @ApiOperation({ operationId: 'getConversation', summary: 'One conversation' })
  @ApiResponse({ status: 200, standardSchema: ConversationViewSchema })
  async get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationView> {
    return tagged(reply, await this.queries.get(scope, id));
  }

  @Get(':id/messages')
  @Access('conversations.read')
  @ApiOperation({
    operationId: 'listThreadMessages',
    summary: 'What was said in a conversation, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: ThreadPageSchema })
  messages(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListMessagesSchema }) query: ListMessages,
  ): Promise<ThreadPage> {
    return this.queries.messages(scope, id, query);
  }

  @Post(':id/messages')
  @Access('conversations.write')
  @ApiOperation({
    operationId: 'sendThreadMessage',
    summary:
      'Writes to the contact: into a chat free words within the window or a template, by mail an answer',
  })
  @ApiResponse({ status: 201, standardSchema: ThreadMessageSchema })
  send(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: SendMessageSchema }) body: SendMessage,
  ): Promise<ThreadMessage> {
    return body.kind === 'mail'
      ? this.mails.send(scope, id, body.text)
      : this.sending.send(scope, id, body);
  }

  @Get(':id/templates')
  @Access('conversations.read')
  @ApiOperation({
    operationId: 'listSendableTemplates',
    summary: 'Templates that may be sent into a conversation',
  })
  @ApiResponse({ status: 200, standardSchema: SendableTemplatesSchema })
  templates(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<SendableTemplates> {
    return this.sending.templates(scope, id);
  }

  @Post(':id/assignment')
  @HttpCode(200)
  @Access('conversations.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'assignConversation',
    summary: 'Gives a conversation to a colleague who sees the lead, or to nobody',
  })
  @ApiResponse({ status: 200, standardSchema: ConversationViewSchema })
  async assign(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: AssignConversationSchema }) body: AssignConversation,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationView> {
    return tagged(reply, await this.handling.assign(scope, id, ifMatch, body));
  }

  @Post(':id/closing')
  @HttpCode(200)
  @Access('conversations.write')
  @NeedsIfMatch()
  @ApiOperation({ operationId: 'closeConversation', summary: 'Closes a conversation' })
  @ApiResponse({ status: 200, standardSchema: ConversationViewSchema })
  async close(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: CloseConversationSchema }) body: CloseConversation,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationView> {
    return tagged(reply, await this.handling.close(scope, id, ifMatch, body));
  }

  @Post(':id/reopening')
  @HttpCode(200)
  @Access('conversations.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'reopenConversation',
    summary: 'Opens a conversation that was closed less than 24 hours ago',
  })
  @ApiResponse({ status: 200, standardSchema: ConversationViewSchema })
  async reopen(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationView> {
    return tagged(reply, await this.handling.reopen(scope, id, ifMatch));
  }

  @Post(':id/snooze')
  @HttpCode(200)
  @Access('conversations.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'snoozeConversation',
    summary: 'Puts a conversation aside until an instant or the next message; null wakes it',
  })
  @ApiResponse({ status: 200, standardSchema: ConversationViewSchema })
  async snooze(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: SnoozeConversationSchema }) body: SnoozeConversation,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationView> {
    return tagged(reply, await this.handling.snooze(scope, id, ifMatch, body));
  }

  @Post(':id/reading')
  @HttpCode(200)
  @Access('conversations.write')
  @ApiOperation({
    operationId: 'readConversation',
    summary: 'Says that whoever answers has read it; of anybody else it changes nothing',
  })
  @ApiResponse({ status: 200, standardSchema: ConversationViewSchema })
  async read(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversationView> {
    return tagged(reply, await this.handling.read(scope, id));
  }
}

function tagged(reply: FastifyReply, view: ConversationView): ConversationView {
  void reply.header('etag', conversationEtag(view));
  return view;
}
