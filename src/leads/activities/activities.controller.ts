import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ActivityKinds,
  ActivityKindsSchema,
  type ActivityPage,
  ActivityPageSchema,
  type ActivityView,
  ActivityViewSchema,
  type ListActivities,
  ListActivitiesSchema,
  type LogActivity,
  LogActivitySchema,
} from './activities.dto';
import { ActivitiesQueries } from './activities.queries';
import { ActivityLog } from './activity-log.service';

const IdSchema = z.uuid();

@ApiTags('activities')
@Controller('v1')
export class ActivitiesController {
  constructor(
    private readonly log: ActivityLog,
    private readonly queries: ActivitiesQueries,
  ) {}

  @Get('activity-kinds')
  @Access('leads.read')
  @ApiOperation({
    operationId: 'listActivityKinds',
    summary: 'Kinds of activities and their flags',
  })
  @ApiResponse({ status: 200, standardSchema: ActivityKindsSchema })
  kinds(@CurrentScope() scope: Scope): Promise<ActivityKinds> {
    return this.queries.kinds(scope);
  }

  @Get('leads/:id/activities')
  @Access('leads.read')
  @ApiOperation({
    operationId: 'listActivities',
    summary: 'Activities of a lead, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: ActivityPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListActivitiesSchema }) query: ListActivities,
  ): Promise<ActivityPage> {
    return this.queries.list(scope, id, query);
  }

  @Post('leads/:id/activities')
  @Access('leads.write')
  @ApiOperation({ operationId: 'logActivity', summary: 'Logs what was done or happened' })
  @ApiResponse({ status: 201, standardSchema: ActivityViewSchema })
  create(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: LogActivitySchema }) body: LogActivity,
  ): Promise<ActivityView> {
    return this.log.create(scope, id, body);
  }
}
