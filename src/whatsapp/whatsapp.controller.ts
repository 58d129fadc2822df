import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../core/access';
import { CurrentScope, type Scope } from '../identity';
import { Channel } from './channel.service';
import { WebhookDeadLetters } from './intake/webhook-dead-letters.service';
import { TemplateSubmissions } from './templates/template-submissions.service';
import {
  type ListWebhookDeadLetters,
  ListWebhookDeadLettersSchema,
  type MessageNumberView,
  MessageNumberSchema,
  type MessageTemplateList,
  MessageTemplateListSchema,
  type ReleaseNumber,
  ReleaseNumberSchema,
  type WebhookDeadLetterPage,
  WebhookDeadLetterPageSchema,
} from './whatsapp.dto';

const IdSchema = z.uuid();

@ApiTags('whatsapp')
@Controller('v1/whatsapp')
export class WhatsAppController {
  constructor(
    private readonly channel: Channel,
    private readonly submissions: TemplateSubmissions,
    private readonly letters: WebhookDeadLetters,
  ) {}

  @Get('templates')
  @Access('whatsapp.read')
  @ApiOperation({
    operationId: 'listMessageTemplates',
    summary: 'WhatsApp templates and what Meta thinks of them',
  })
  @ApiResponse({ status: 200, standardSchema: MessageTemplateListSchema })
  templates(@CurrentScope() scope: Scope): Promise<MessageTemplateList> {
    return this.channel.templates(scope);
  }

  @Post('templates/:id/submission')
  @HttpCode(200)
  @Access('whatsapp.operate')
  @ApiOperation({
    operationId: 'submitMessageTemplate',
    summary: 'Hands a draft in to Meta, which decides about it',
  })
  @ApiResponse({ status: 200, standardSchema: MessageTemplateListSchema })
  async submit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<MessageTemplateList> {
    await this.submissions.submit(scope, id);
    return this.channel.templates(scope);
  }

  @Get('number')
  @Access('whatsapp.read')
  @ApiOperation({
    operationId: 'getMessageNumber',
    summary: 'The number that we send from, its quality and what stops it',
  })
  @ApiResponse({ status: 200, standardSchema: MessageNumberSchema })
  number(@CurrentScope() scope: Scope): Promise<MessageNumberView> {
    return this.channel.number(scope);
  }

  @Post('number/release')
  @HttpCode(200)
  @Access('whatsapp.operate')
  @ApiOperation({
    operationId: 'releaseMessageNumber',
    summary: 'Lets our number send again once the account is put right at Meta',
  })
  @ApiResponse({ status: 200, standardSchema: MessageNumberSchema })
  release(
    @CurrentScope() scope: Scope,
    @Body({ schema: ReleaseNumberSchema }) { reason }: ReleaseNumber,
  ): Promise<MessageNumberView> {
    return this.channel.release(scope, reason);
  }

  @Get('dead-letters')
  @Access('dead-letters.read')
  @ApiOperation({
    operationId: 'listWebhookDeadLetters',
    summary: 'What came in and could not be worked off, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: WebhookDeadLetterPageSchema })
  deadLetters(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListWebhookDeadLettersSchema }) query: ListWebhookDeadLetters,
  ): Promise<WebhookDeadLetterPage> {
    return this.channel.deadLetters(scope, query);
  }

  @Post('dead-letters/:id/replay')
  @HttpCode(204)
  @Access('dead-letters.manage')
  @ApiOperation({
    operationId: 'replayWebhookDeadLetter',
    summary: 'Gives it another five attempts, at once',
  })
  @ApiResponse({ status: 204, description: 'It is worked off again' })
  replay(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<void> {
    return this.letters.replay(scope, id);
  }
}
