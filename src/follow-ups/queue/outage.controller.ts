import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type ListOutage, ListOutageSchema, type OutagePage, OutagePageSchema } from './outage.dto';
import { OutageQueries } from './outage.queries';

@ApiTags('follow-ups')
@Controller('v1/follow-ups/outage')
export class OutageController {
  constructor(private readonly outage: OutageQueries) {}

  @Get()
  @Access('follow-ups.read')
  @ApiOperation({
    operationId: 'planOutage',
    summary: 'What is due and undecided, and what would be decided about it now',
  })
  @ApiResponse({ status: 200, standardSchema: OutagePageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListOutageSchema }) query: ListOutage,
  ): Promise<OutagePage> {
    return this.outage.list(scope, query);
  }
}
