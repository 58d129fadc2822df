import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type Act,
  ActSchema,
  type Completion,
  CompletionSchema,
  type CountFollowUps,
  CountFollowUpsSchema,
  type FollowUpCounts,
  FollowUpCountsSchema,
  type FollowUpPage,
  FollowUpPageSchema,
  type FollowUpSummary,
  FollowUpSummarySchema,
  type FollowUpView,
  FollowUpViewSchema,
  type Forecast,
  ForecastSchema,
  type ListFollowUps,
  ListFollowUpsSchema,
  type Reasons,
  ReasonsSchema,
} from './follow-ups.dto';
import { FollowUpsQueries } from './follow-ups.queries';
import { FollowUpsService } from './follow-ups.service';
import { type Outage, OutageSchema } from './outage.dto';
import { Foresight } from './foresight.queries';
import { OutageQueries } from './outage.queries';

const IdSchema = z.uuid();

@ApiTags('follow-ups')
@Controller('v1/follow-ups')
export class FollowUpsController {
  constructor(
    private readonly queries: FollowUpsQueries,
    private readonly followUps: FollowUpsService,
    private readonly outages: OutageQueries,
    private readonly foresight: Foresight,
  ) {}

  @Get()
  @Access('follow-ups.read')
  @ApiOperation({ operationId: 'listFollowUps', summary: 'A page of follow-ups by one filter' })
  @ApiResponse({ status: 200, standardSchema: FollowUpPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListFollowUpsSchema }) query: ListFollowUps,
  ): Promise<FollowUpPage> {
    return this.queries.list(scope, query);
  }

  @Get('summary')
  @Access('follow-ups.read')
  @ApiOperation({ operationId: 'getFollowUpSummary', summary: 'The numbers above the queue' })
  @ApiResponse({ status: 200, standardSchema: FollowUpSummarySchema })
  summary(@CurrentScope() scope: Scope): Promise<FollowUpSummary> {
    return this.queries.summary(scope);
  }

  @Post('counts')
  @HttpCode(200)
  @Access('follow-ups.read')
  @ApiOperation({ operationId: 'countFollowUps', summary: 'Counts several filters at once' })
  @ApiResponse({ status: 200, standardSchema: FollowUpCountsSchema })
  counts(
    @CurrentScope() scope: Scope,
    @Body({ schema: CountFollowUpsSchema }) body: CountFollowUps,
  ): Promise<FollowUpCounts> {
    return this.queries.counts(scope, body);
  }

  @Get('reasons')
  @Access('follow-ups.read')
  @ApiOperation({
    operationId: 'listFollowUpReasons',
    summary: 'Every reason against sending, in the language of the reader',
  })
  @ApiResponse({ status: 200, standardSchema: ReasonsSchema })
  reasons(@CurrentScope() scope: Scope): Promise<Reasons> {
    return this.queries.reasons(scope);
  }

  @Get('forecast')
  @Access('follow-ups.read')
  @ApiOperation({ operationId: 'forecastFollowUps', summary: 'What leaves in the next 14 days' })
  @ApiResponse({ status: 200, standardSchema: ForecastSchema })
  forecast(@CurrentScope() scope: Scope): Promise<Forecast> {
    return this.foresight.forecast(scope);
  }

  @Get('outage')
  @Access('follow-ups.read')
  @ApiOperation({
    operationId: 'getFollowUpOutage',
    summary: 'What became overdue while nobody decided, and what will become of it',
  })
  @ApiResponse({ status: 200, standardSchema: OutageSchema })
  outage(@CurrentScope() scope: Scope): Promise<Outage> {
    return this.outages.outage(scope);
  }

  @Post(':id/recall')
  @HttpCode(200)
  @Access('follow-ups.act')
  @ApiOperation({
    operationId: 'recallFollowUp',
    summary: 'Takes "send now" back, within the ten seconds that it waits',
  })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  recall(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ActSchema }) { reason }: Act,
  ): Promise<FollowUpView> {
    return this.followUps.recall(scope, id, reason);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Access('follow-ups.act')
  @ApiOperation({ operationId: 'pauseFollowUp', summary: 'Lets the steps of this lead wait' })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  pause(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ActSchema }) { reason }: Act,
  ): Promise<FollowUpView> {
    return this.followUps.pause(scope, id, reason);
  }

  @Post(':id/resumption')
  @HttpCode(200)
  @Access('follow-ups.act')
  @ApiOperation({ operationId: 'resumeFollowUp', summary: 'Lets the steps of this lead go on' })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  resume(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ActSchema }) { reason }: Act,
  ): Promise<FollowUpView> {
    return this.followUps.resume(scope, id, reason);
  }

  @Post(':id/skip')
  @HttpCode(200)
  @Access('follow-ups.act')
  @ApiOperation({ operationId: 'skipFollowUp', summary: 'Drops this step, not those after it' })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  skip(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ActSchema }) { reason }: Act,
  ): Promise<FollowUpView> {
    return this.followUps.skip(scope, id, reason);
  }

  @Post(':id/dispatch')
  @HttpCode(200)
  @Access('follow-ups.act')
  @ApiOperation({
    operationId: 'dispatchFollowUp',
    summary: 'Makes this step due now, if every guard would let it leave',
  })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  dispatch(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ActSchema }) { reason }: Act,
  ): Promise<FollowUpView> {
    return this.followUps.dispatch(scope, id, reason);
  }

  @Post(':id/approval')
  @HttpCode(200)
  @Access('follow-ups.approve')
  @ApiOperation({ operationId: 'approveFollowUp', summary: 'Allows a step that needs a word' })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  approve(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ActSchema }) { reason }: Act,
  ): Promise<FollowUpView> {
    return this.followUps.approve(scope, id, reason);
  }

  @Post(':id/completion')
  @HttpCode(200)
  @Access('follow-ups.act')
  @ApiOperation({
    operationId: 'completeFollowUp',
    summary: 'Says that somebody did this step in person, and how it went',
  })
  @ApiResponse({ status: 200, standardSchema: FollowUpViewSchema })
  complete(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: CompletionSchema }) body: Completion,
  ): Promise<FollowUpView> {
    return this.followUps.complete(scope, id, body);
  }
}
