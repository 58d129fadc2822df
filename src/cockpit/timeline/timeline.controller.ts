import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ReadTimeline,
  ReadTimelineSchema,
  type TimelinePage,
  TimelinePageSchema,
} from './timeline.dto';
import { TimelineQueries } from './timeline.queries';

@ApiTags('leads')
@Controller('v1/leads/:id/timeline')
export class TimelineController {
  constructor(private readonly timelines: TimelineQueries) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({
    operationId: 'readTimeline',
    summary: 'What happened to a lead in all modules, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: TimelinePageSchema })
  read(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: ReadTimelineSchema }) query: ReadTimeline,
  ): Promise<TimelinePage> {
    return this.timelines.page(scope, id, query);
  }
}
