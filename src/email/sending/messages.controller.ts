import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ListMessages,
  ListMessagesSchema,
  type MessagePage,
  MessagePageSchema,
  type MessageView,
  MessageViewSchema,
  type ResolveMessage,
  ResolveMessageSchema,
} from './messages.dto';
import { MessagesQueries } from './messages.queries';
import { Resolutions } from './resolutions.service';

const IdSchema = z.uuid();

@ApiTags('email')
@Controller('v1/email-messages')
export class MessagesController {
  constructor(
    private readonly queries: MessagesQueries,
    private readonly resolutions: Resolutions,
  ) {}

  @Get()
  @Access('emails.read')
  @ApiOperation({
    operationId: 'listMessages',
    summary: 'Mails and what became of them, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: MessagePageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListMessagesSchema }) query: ListMessages,
  ): Promise<MessagePage> {
    return this.queries.list(scope, query);
  }

  @Get(':id')
  @Access('emails.read')
  @ApiOperation({ operationId: 'getMessage', summary: 'One mail with its attempts' })
  @ApiResponse({ status: 200, standardSchema: MessageViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<MessageView> {
    return this.queries.get(scope, id);
  }

  @Post(':id/resolution')
  @HttpCode(200)
  @Access('emails.operate')
  @ApiOperation({
    operationId: 'resolveMessage',
    summary: 'Decides about a mail that is unknown, or sends a failed one again',
  })
  @ApiResponse({ status: 200, standardSchema: MessageViewSchema })
  async resolve(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ResolveMessageSchema }) body: ResolveMessage,
  ): Promise<MessageView> {
    await this.resolutions.resolve(scope, id, body);
    return this.queries.get(scope, id);
  }
}
