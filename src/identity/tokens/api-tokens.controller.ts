import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import {
  type ApiTokenList,
  ApiTokenListSchema,
  type IssueApiToken,
  type IssuedApiToken,
  IssuedApiTokenSchema,
  IssueApiTokenSchema,
  type ListApiTokens,
  ListApiTokensSchema,
} from './api-tokens.dto';
import { ApiTokensQueries } from './api-tokens.queries';
import { ApiTokens } from './api-tokens.service';

@ApiTags('api-tokens')
@Controller('v1/api-tokens')
export class ApiTokensController {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly queries: ApiTokensQueries,
  ) {}

  @Get()
  @Access('signed-in')
  @ApiOperation({
    operationId: 'listApiTokens',
    summary: 'The tokens of whoever asks; for an administrator also those of everybody',
  })
  @ApiResponse({ status: 200, standardSchema: ApiTokenListSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListApiTokensSchema }) query: ListApiTokens,
  ): Promise<ApiTokenList> {
    return this.queries.list(scope, query);
  }

  @Post()
  @Access('signed-in')
  @ApiOperation({ operationId: 'issueApiToken', summary: 'Makes a token and shows it once' })
  @ApiResponse({ status: 201, standardSchema: IssuedApiTokenSchema })
  issue(
    @CurrentScope() scope: Scope,
    @Body({ schema: IssueApiTokenSchema }) body: IssueApiToken,
  ): Promise<IssuedApiToken> {
    return this.tokens.issue(scope, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('signed-in')
  @ApiOperation({ operationId: 'revokeApiToken', summary: 'Ends a token' })
  @ApiResponse({ status: 204 })
  revoke(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<void> {
    return this.tokens.revoke(scope, id);
  }
}
