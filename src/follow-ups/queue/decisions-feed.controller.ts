import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type DecisionsPage,
  DecisionsPageSchema,
  type ListDecisions,
  ListDecisionsSchema,
} from './decisions-feed.dto';
import { DecisionsFeed } from './decisions-feed.queries';

@ApiTags('follow-ups')
@Controller('v1/follow-up-decisions')
export class DecisionsController {
  constructor(private readonly feed: DecisionsFeed) {}

  @Get()
  @Access('follow-ups.read')
  @ApiOperation({
    operationId: 'listFollowUpDecisions',
    summary: 'What was decided lately and why, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: DecisionsPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListDecisionsSchema }) query: ListDecisions,
  ): Promise<DecisionsPage> {
    return this.feed.list(scope, query);
  }
}
