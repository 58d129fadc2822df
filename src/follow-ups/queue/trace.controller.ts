import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type FollowUpTrace, FollowUpTraceSchema } from './trace.dto';
import { TraceQueries } from './trace.queries';

@ApiTags('follow-ups')
@Controller('v1/leads')
export class TraceController {
  constructor(private readonly traces: TraceQueries) {}

  @Get(':id/follow-up-trace')
  @Access('follow-ups.read')
  @ApiOperation({
    operationId: 'getFollowUpTrace',
    summary: 'What happened to a lead, what happens next, when and why',
  })
  @ApiResponse({ status: 200, standardSchema: FollowUpTraceSchema })
  trace(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<FollowUpTrace> {
    return this.traces.trace(scope, id);
  }
}
