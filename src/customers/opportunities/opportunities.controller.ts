import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ChangeOpportunity,
  ChangeOpportunitySchema,
  type CloseOpportunity,
  CloseOpportunitySchema,
  type ListOpportunities,
  ListOpportunitiesSchema,
  type OpenOpportunity,
  OpenOpportunitySchema,
  type OpportunityPage,
  OpportunityPageSchema,
  type OpportunityView,
  OpportunityViewSchema,
} from './opportunities.dto';
import { OpportunitiesQueries } from './opportunities.queries';
import { Opportunities, opportunityEtag } from './opportunities.service';

const IdSchema = z.uuid();

@ApiTags('customers')
@Controller('v1/opportunities')
export class OpportunitiesController {
  constructor(
    private readonly opportunities: Opportunities,
    private readonly queries: OpportunitiesQueries,
  ) {}

  @Get()
  @Access('customers.read')
  @ApiOperation({ operationId: 'listOpportunities', summary: 'A page of opportunities' })
  @ApiResponse({ status: 200, standardSchema: OpportunityPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListOpportunitiesSchema }) query: ListOpportunities,
  ): Promise<OpportunityPage> {
    return this.queries.list(scope, query);
  }

  @Post()
  @Access('customers.write')
  @ApiOperation({
    operationId: 'openOpportunity',
    summary: 'Opens an opportunity of a lead or a customer',
  })
  @ApiResponse({ status: 201, standardSchema: OpportunityViewSchema })
  async open(
    @CurrentScope() scope: Scope,
    @Body({ schema: OpenOpportunitySchema }) body: OpenOpportunity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpportunityView> {
    return tagged(reply, await this.opportunities.open(scope, body));
  }

  @Get(':id')
  @Access('customers.read')
  @ApiOperation({ operationId: 'getOpportunity', summary: 'One opportunity' })
  @ApiResponse({ status: 200, standardSchema: OpportunityViewSchema })
  async get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpportunityView> {
    return tagged(reply, await this.queries.get(scope, id));
  }

  @Patch(':id')
  @NeedsIfMatch()
  @Access('customers.write')
  @ApiOperation({
    operationId: 'changeOpportunity',
    summary: 'Changes an open opportunity or moves it to another stage',
  })
  @ApiResponse({ status: 200, standardSchema: OpportunityViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeOpportunitySchema }) body: ChangeOpportunity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpportunityView> {
    return tagged(reply, await this.opportunities.change(scope, id, ifMatch, body));
  }

  @Post(':id/outcome')
  @NeedsIfMatch()
  @Access('customers.write')
  @ApiOperation({
    operationId: 'closeOpportunity',
    summary: 'Won, which makes a customer of a lead that still is one, or lost',
  })
  @ApiResponse({ status: 201, standardSchema: OpportunityViewSchema })
  async close(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: CloseOpportunitySchema }) body: CloseOpportunity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpportunityView> {
    return tagged(reply, await this.opportunities.close(scope, id, ifMatch, body));
  }
}

function tagged(reply: FastifyReply, view: OpportunityView): OpportunityView {
  void reply.header('etag', opportunityEtag(view));
  return view;
}
