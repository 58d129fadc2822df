import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  BulkActSchema,
  type BulkActView,
  type ListRefusals,
  ListRefusalsSchema,
  type RefusalPage,
  RefusalPageSchema,
  type StartBulkAct,
  StartBulkActSchema,
} from './bulk-acts.dto';
import { BulkActsQueries } from './bulk-acts.queries';
import { BulkActs } from './bulk-acts.service';

const PATH = 'v1/lead-bulk-acts';
const IdSchema = z.uuid();

@ApiTags('leads')
@Controller(PATH)
export class BulkActsController {
  constructor(
    private readonly bulk: BulkActs,
    private readonly queries: BulkActsQueries,
  ) {}

  @Post()
  @HttpCode(202)
  @Access('leads.bulk')
  @ApiOperation({
    operationId: 'startBulkAct',
    summary: 'Begins to do one act to the leads chosen, or to all of a filter',
  })
  @ApiResponse({ status: 202, standardSchema: BulkActSchema })
  async start(
    @CurrentScope() scope: Scope,
    @Body({ schema: StartBulkActSchema }) body: StartBulkAct,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkActView> {
    const id = await this.bulk.start(scope, body);
    void reply.header('location', `/${PATH}/${id}`);
    return this.queries.get(scope, id);
  }

  @Get(':id')
  @Access('leads.bulk')
  @ApiOperation({ operationId: 'getBulkAct', summary: 'State, counts and progress of an act' })
  @ApiResponse({ status: 200, standardSchema: BulkActSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<BulkActView> {
    return this.queries.get(scope, id);
  }

  @Get(':id/refusals')
  @Access('leads.bulk')
  @ApiOperation({
    operationId: 'listBulkRefusals',
    summary: 'Leads that the act, or taking it back, was not possible for, and why',
  })
  @ApiResponse({ status: 200, standardSchema: RefusalPageSchema })
  refusals(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListRefusalsSchema }) query: ListRefusals,
  ): Promise<RefusalPage> {
    return this.queries.refusals(scope, id, query);
  }

  @Post(':id/reversal')
  @HttpCode(202)
  @Access('leads.bulk')
  @ApiOperation({
    operationId: 'revertBulkAct',
    summary: 'Puts the leads back that nobody has changed since',
  })
  @ApiResponse({ status: 202, standardSchema: BulkActSchema })
  async revert(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<BulkActView> {
    await this.bulk.revert(scope, id);
    return this.queries.get(scope, id);
  }
}
