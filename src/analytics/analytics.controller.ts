import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../core/access';
import { CurrentScope, type Scope } from '../identity';
import {
  type Forecast,
  ForecastSchema,
  type FollowUpsBehind,
  FollowUpsBehindSchema,
  type Funnel,
  FunnelSchema,
  type LeadsBehind,
  LeadsBehindSchema,
  type Performance,
  PerformanceSchema,
  type Roi,
  RoiSchema,
  type TemplatesReport,
  TemplatesReportSchema,
  type Uplift,
  UpliftSchema,
} from './analytics.dto';
import {
  type AnalyticsFilter,
  AnalyticsFilterSchema,
  type AskForecast,
  AskForecastSchema,
  type AskReport,
  AskReportSchema,
  type AskTemplates,
  AskTemplatesSchema,
  type ListBehind,
  ListBehindSchema,
} from './reading/filter.dto';
import { ListsQueries } from './reading/lists.queries';
import { ComparisonsQueries } from './reports/comparisons.queries';
import { ForecastQueries } from './reports/forecast.queries';
import { PerformanceQueries } from './reports/performance.queries';
import { RoiQueries } from './reports/roi.queries';

@ApiTags('analytics')
@Controller('v1/analytics')
export class AnalyticsController {
  constructor(
    private readonly performances: PerformanceQueries,
    private readonly comparisons: ComparisonsQueries,
    private readonly returns: RoiQueries,
    private readonly forecasts: ForecastQueries,
    private readonly lists: ListsQueries,
  ) {}

  @Get('performance')
  @Access('analytics.read')
  @ApiOperation({
    operationId: 'getPerformance',
    summary: 'Follow-ups and what came of them, whole and in groups',
  })
  @ApiResponse({ status: 200, standardSchema: PerformanceSchema })
  performance(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskReportSchema }) ask: AskReport,
  ): Promise<Performance> {
    return this.performances.performance(scope, ask);
  }

  @Get('funnel')
  @Access('analytics.read')
  @ApiOperation({
    operationId: 'getFunnel',
    summary: 'Where leads get lost between being eligible and the first order',
  })
  @ApiResponse({ status: 200, standardSchema: FunnelSchema })
  funnel(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskReportSchema }) ask: AskReport,
  ): Promise<Funnel> {
    return this.performances.funnel(scope, ask);
  }

  @Get('templates')
  @Access('analytics.compare')
  @ApiOperation({
    operationId: 'compareTemplates',
    summary: 'Texts against each other within a step, and whether the difference is real',
  })
  @ApiResponse({ status: 200, standardSchema: TemplatesReportSchema })
  templates(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskTemplatesSchema }) ask: AskTemplates,
  ): Promise<TemplatesReport> {
    return this.comparisons.templates(scope, ask);
  }

  @Get('roi')
  @Access('analytics.compare')
  @ApiOperation({
    operationId: 'getReturnOnFollowUps',
    summary: 'What follow-ups cost and earned, in each currency by itself',
  })
  @ApiResponse({ status: 200, standardSchema: RoiSchema })
  roi(
    @CurrentScope() scope: Scope,
    @Query({ schema: AnalyticsFilterSchema }) filter: AnalyticsFilter,
  ): Promise<Roi> {
    return this.returns.roi(scope, filter);
  }

  @Get('uplift')
  @Access('analytics.compare')
  @ApiOperation({
    operationId: 'getUplift',
    summary: 'Conversion of leads that were written to against those that were held out',
  })
  @ApiResponse({ status: 200, standardSchema: UpliftSchema })
  uplift(
    @CurrentScope() scope: Scope,
    @Query({ schema: AnalyticsFilterSchema }) filter: AnalyticsFilter,
  ): Promise<Uplift> {
    return this.comparisons.uplift(scope, filter);
  }

  @Get('forecast')
  @Access('analytics.read')
  @ApiOperation({
    operationId: 'getForecast',
    summary:
      'The next weeks by the trend of the last ones, and what young touches will still bring',
  })
  @ApiResponse({ status: 200, standardSchema: ForecastSchema })
  forecast(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskForecastSchema }) ask: AskForecast,
  ): Promise<Forecast> {
    return this.forecasts.forecast(scope, ask);
  }

  @Get('follow-ups')
  @Access('analytics.read')
  @ApiOperation({
    operationId: 'listFollowUpsBehind',
    summary: 'The follow-ups behind a number of performance, templates or return',
  })
  @ApiResponse({ status: 200, standardSchema: FollowUpsBehindSchema })
  followUps(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListBehindSchema }) ask: ListBehind,
  ): Promise<FollowUpsBehind> {
    return this.lists.followUps(scope, ask);
  }

  @Get('leads')
  @Access('analytics.read')
  @ApiOperation({
    operationId: 'listLeadsBehind',
    summary: 'The leads behind a number of the funnel or the uplift',
  })
  @ApiResponse({ status: 200, standardSchema: LeadsBehindSchema })
  leads(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListBehindSchema }) ask: ListBehind,
  ): Promise<LeadsBehind> {
    return this.lists.leads(scope, ask);
  }
}
