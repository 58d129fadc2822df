import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type AskFollowUpMetrics,
  AskFollowUpMetricsSchema,
  type FollowUpMetrics,
  FollowUpMetricsSchema,
} from './follow-up-metrics.dto';
import { FollowUpMetricsQueries } from './follow-up-metrics.queries';

/** What the widgets of the cockpit show. */
@ApiTags('cockpit')
@Controller('api/dashboard')
export class DashboardController {
  constructor(private readonly followUps: FollowUpMetricsQueries) {}

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
}
