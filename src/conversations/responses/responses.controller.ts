import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type DecideResponse,
  DecideResponseSchema,
  type ListResponses,
  ListResponsesSchema,
  type ResponsePage,
  ResponsePageSchema,
  type ResponseView,
  ResponseViewSchema,
} from './responses.dto';
import { ResponsesQueries } from './responses.queries';
import { Responses } from './responses.service';

const IdSchema = z.uuid();

@ApiTags('responses')
@Controller('v1/responses')
export class ResponsesController {
  constructor(
    private readonly responses: Responses,
    private readonly queries: ResponsesQueries,
  ) {}

  @Get()
  @Access('responses.read')
  @ApiOperation({
    operationId: 'listResponses',
    summary: 'Answers of leads and what they mean, the newest first; state=review awaits a person',
  })
  @ApiResponse({ status: 200, standardSchema: ResponsePageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListResponsesSchema }) query: ListResponses,
  ): Promise<ResponsePage> {
    return this.queries.list(scope, query);
  }

  @Get(':id')
  @Access('responses.read')
  @ApiOperation({
    operationId: 'getResponse',
    summary: 'One answer with its evidence and every reading of it',
  })
  @ApiResponse({ status: 200, standardSchema: ResponseViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<ResponseView> {
    return this.queries.get(scope, id);
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Access('responses.decide')
  @ApiOperation({
    operationId: 'decideResponse',
    summary: 'Says what an answer means; it counts as said by the lead',
  })
  @ApiResponse({ status: 200, standardSchema: ResponseViewSchema })
  decide(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: DecideResponseSchema }) body: DecideResponse,
  ): Promise<ResponseView> {
    return this.responses.decide(scope, id, body);
  }
}
