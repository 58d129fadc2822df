import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type ContentReason, ContentReasonSchema } from './content.dto';
import { GrantActs } from './grant-acts.service';
import {
  type GrantPage,
  GrantPageSchema,
  type GrantView,
  GrantViewSchema,
  type ListGrants,
  ListGrantsSchema,
  type MakeGrant,
  MakeGrantSchema,
} from './grants.dto';
import { GrantsQueries } from './grants.queries';

const IdSchema = z.uuid();

@ApiTags('content')
@Controller('v1/content-grants')
export class GrantsController {
  constructor(
    private readonly acts: GrantActs,
    private readonly queries: GrantsQueries,
  ) {}

  @Get()
  @Access('content.read')
  @ApiOperation({
    operationId: 'listContentGrants',
    summary: 'What is kept for contacts and what became of it, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: GrantPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListGrantsSchema }) query: ListGrants,
  ): Promise<GrantPage> {
    return this.queries.list(scope, query);
  }

  @Post()
  @Access('grants.act')
  @ApiOperation({
    operationId: 'makeContentGrant',
    summary: 'Keeps content for a contact, and tells them by a template if one is named',
  })
  @ApiResponse({ status: 201, standardSchema: GrantViewSchema })
  async make(
    @CurrentScope() scope: Scope,
    @Body({ schema: MakeGrantSchema }) body: MakeGrant,
  ): Promise<GrantView> {
    return this.queries.get(scope, await this.acts.make(scope, body));
  }

  @Get(':id')
  @Access('content.read')
  @ApiOperation({
    operationId: 'getContentGrant',
    summary: 'One grant with its announcement and each of its messages',
  })
  @ApiResponse({ status: 200, standardSchema: GrantViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<GrantView> {
    return this.queries.get(scope, id);
  }

  @Post(':id/unlocking')
  @HttpCode(200)
  @Access('grants.act')
  @ApiOperation({
    operationId: 'unlockContentGrant',
    summary: 'Sends what is kept at once; needs an open customer service window',
  })
  @ApiResponse({ status: 200, standardSchema: GrantViewSchema })
  async unlock(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<GrantView> {
    await this.acts.unlock(scope, id);
    return this.queries.get(scope, id);
  }

  @Post(':id/expiry')
  @HttpCode(200)
  @Access('grants.act')
  @ApiOperation({ operationId: 'expireContentGrant', summary: 'Takes back what is kept' })
  @ApiResponse({ status: 200, standardSchema: GrantViewSchema })
  async expire(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ContentReasonSchema }) { reason }: ContentReason,
  ): Promise<GrantView> {
    await this.acts.expire(scope, id, reason);
    return this.queries.get(scope, id);
  }
}
