import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type Feed, FeedSchema, type ReadFeed, ReadFeedSchema } from '../feed/feed.dto';
import { FeedQueries } from '../feed/feed.queries';
import {
  type AskFollowUpMetrics,
  AskFollowUpMetricsSchema,
  type FollowUpMetrics,
  FollowUpMetricsSchema,
} from './follow-up-metrics.dto';
import { FollowUpMetricsQueries } from './follow-up-metrics.queries';
import { type SystemState, SystemSchema } from './system.dto';
import { SystemQueries } from './system.queries';
import { TeamSchema, type TeamWork } from './team.dto';
import { TeamQueries } from './team.queries';
import {
  type AskWidget,
  AskWidgetSchema,
  type MyDay,
  MyDaySchema,
  type Pipeline,
  PipelineSchema,
  type Providers,
  ProvidersSchema,
  type Sending,
  SendingSchema,
} from './widgets.dto';
import { WidgetsQueries } from './widgets.queries';

/** What the widgets of the cockpit show. */
@ApiTags('cockpit')
@Controller('api/dashboard')
export class DashboardController {
  constructor(
    private readonly followUps: FollowUpMetricsQueries,
    private readonly widgets: WidgetsQueries,
    private readonly feed: FeedQueries,
    private readonly system: SystemQueries,
    private readonly team: TeamQueries,
  ) {}

  @Get('feed')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'readFeed', summary: 'What happens, the newest first, in words' })
  @ApiResponse({ status: 200, standardSchema: FeedSchema })
  readFeed(
    @CurrentScope() scope: Scope,
    @Query({ schema: ReadFeedSchema }) query: ReadFeed,
  ): Promise<Feed> {
    return this.feed.read(scope, query);
  }

  @Get('followup-metrics')
  @Access('cockpit.read')
  @ApiOperation({
    operationId: 'getFollowUpMetrics',
    summary: 'The numbers of follow-ups and the newest decisions, in one snapshot',
  })
  @ApiResponse({ status: 200, standardSchema: FollowUpMetricsSchema })
  followUpMetrics(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskFollowUpMetricsSchema }) query: AskFollowUpMetrics,
  ): Promise<FollowUpMetrics> {
    return this.followUps.read(scope, query);
  }

  @Get('my-day')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getMyDay', summary: 'What waits for a person, in numbers' })
  @ApiResponse({ status: 200, standardSchema: MyDaySchema })
  myDay(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWidgetSchema }) query: AskWidget,
  ): Promise<MyDay> {
    return this.widgets.myDay(scope, query);
  }

  @Get('pipeline')
  @Access('cockpit.read')
  @ApiOperation({
    operationId: 'getPipeline',
    summary: 'Leads by status and stage, count and value',
  })
  @ApiResponse({ status: 200, standardSchema: PipelineSchema })
  pipeline(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWidgetSchema }) query: AskWidget,
  ): Promise<Pipeline> {
    return this.widgets.pipeline(scope, query);
  }

  @Get('sending')
  @Access('cockpit.read')
  @ApiOperation({ operationId: 'getSending', summary: 'Mail as it leaves, in numbers' })
  @ApiResponse({ status: 200, standardSchema: SendingSchema })
  sending(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskWidgetSchema }) query: AskWidget,
  ): Promise<Sending> {
    return this.widgets.sending(scope, query);
  }

  @Get('team')
  @Access('cockpit.team')
  @ApiOperation({ operationId: 'getTeamWork', summary: 'Who of the team does what, in numbers' })
  @ApiResponse({ status: 200, standardSchema: TeamSchema })
  teamWork(@CurrentScope() scope: Scope): Promise<TeamWork> {
    return this.team.read(scope);
  }

  @Get('system')
  @Access('operations.read')
  @ApiOperation({ operationId: 'getSystemState', summary: 'How the machines are, in numbers' })
  @ApiResponse({ status: 200, standardSchema: SystemSchema })
  systemState(): Promise<SystemState> {
    return this.system.read();
  }

  @Get('providers')
  @Access('cockpit.read')
  @ApiOperation({
    operationId: 'getProviders',
    summary: 'The doors through which messages leave, asked just now',
  })
  @ApiResponse({ status: 200, standardSchema: ProvidersSchema })
  providers(): Promise<Providers> {
    return this.widgets.providers();
  }
}
