import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { WebhookChannelQueries } from './webhook-channel.queries';
import {
  type AskHotClicks,
  AskHotClicksSchema,
  type AskSessions,
  AskSessionsSchema,
  type AskRecent,
  AskRecentSchema,
  type AskWebhook,
  AskWebhookDeadSchema,
  type AskWebhookDead,
  AskWebhookSchema,
  type HotClicks,
  HotClicksSchema,
  type WebhookButtons,
  WebhookButtonsSchema,
  type WebhookDead,
  WebhookDeadSchema,
  type WebhookMetrics,
  WebhookMetricsSchema,
  type WebhookPeople,
  WebhookPeopleSchema,
  type WebhookRealtime,
  WebhookRealtimeSchema,
  type WebhookRecent,
  WebhookRecentSchema,
  type WebhookReplay,
  WebhookReplaySchema,
  type WebhookSessions,
  WebhookSessionsSchema,
  type WebhookStatus,
  WebhookStatusSchema,
} from './webhook.dto';
import { WebhookSessionsQueries } from './webhook-sessions.queries';
import { WebhookFigures } from './webhook-figures.queries';

/** The channel WhatsApp in numbers. */
@ApiTags('webhook')
@Controller('api/webhook')
export class WebhookController {
  constructor(
    private readonly queries: WebhookFigures,
    private readonly channel: WebhookChannelQueries,
    private readonly sessions: WebhookSessionsQueries,
  ) {}

  @Get('metrics')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getWebhookMetrics', summary: 'Taps, content, chat, performance' })
  @ApiResponse({ status: 200, standardSchema: WebhookMetricsSchema })
  metrics(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWebhookSchema }) query: AskWebhook,
  ): Promise<WebhookMetrics> {
    return this.channel.metrics(scope, query);
  }

  @Get('button-analytics')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getWebhookButtons', summary: 'Taps, and what they led to' })
  @ApiResponse({ status: 200, standardSchema: WebhookButtonsSchema })
  buttons(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWebhookSchema }) query: AskWebhook,
  ): Promise<WebhookButtons> {
    return this.queries.buttons(scope, query);
  }

  @Get('crm-analytics')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getWebhookPeople', summary: 'Leads reached, by owner and purpose' })
  @ApiResponse({ status: 200, standardSchema: WebhookPeopleSchema })
  people(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWebhookSchema }) query: AskWebhook,
  ): Promise<WebhookPeople> {
    return this.queries.people(scope, query);
  }

  @Get('conversations')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'listWebhookSessions', summary: 'Conversations and their figures' })
  @ApiResponse({ status: 200, standardSchema: WebhookSessionsSchema })
  conversations(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskSessionsSchema }) query: AskSessions,
  ): Promise<WebhookSessions> {
    return this.sessions.list(scope, query);
  }

  @Get('status')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getWebhookStatus', summary: 'How the channel is' })
  @ApiResponse({ status: 200, standardSchema: WebhookStatusSchema })
  status(): Promise<WebhookStatus> {
    return this.channel.status();
  }

  @Get('stats/realtime')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getWebhookRealtime', summary: 'The last hour by the minute' })
  @ApiResponse({ status: 200, standardSchema: WebhookRealtimeSchema })
  realtime(): Promise<WebhookRealtime> {
    return this.channel.realtime();
  }

  @Get('events/recent')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'listRecentWebhookEvents', summary: 'What happened last' })
  @ApiResponse({ status: 200, standardSchema: WebhookRecentSchema })
  recent(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskRecentSchema }) query: AskRecent,
  ): Promise<WebhookRecent> {
    return this.queries.recent(scope, query);
  }

  @Get('hot-clicks')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'listHotClicks', summary: 'Taps of the last day without an answer' })
  @ApiResponse({ status: 200, standardSchema: HotClicksSchema })
  hotClicks(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskHotClicksSchema }) query: AskHotClicks,
  ): Promise<HotClicks> {
    return this.queries.hotClicks(scope, query);
  }

  @Get('dead-letters')
  @Access('dead-letters.read')
  @ApiOperation({ operationId: 'listDeadWebhookItems', summary: 'What could not be worked off' })
  @ApiResponse({ status: 200, standardSchema: WebhookDeadSchema })
  deadLetters(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWebhookDeadSchema }) query: AskWebhookDead,
  ): Promise<WebhookDead> {
    return this.channel.deadLetters(scope, query);
  }

  @Post('dead-letters/:id/replay')
  @HttpCode(200)
  @Access('dead-letters.manage')
  @ApiOperation({ operationId: 'replayDeadWebhookItem', summary: 'Works one off again' })
  @ApiResponse({ status: 200, standardSchema: WebhookReplaySchema })
  replay(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<WebhookReplay> {
    return this.channel.replay(scope, id);
  }
}
