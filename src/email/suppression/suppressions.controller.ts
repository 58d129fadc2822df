import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { SuppressionList } from './suppression-list.service';
import {
  type AddSuppression,
  AddSuppressionSchema,
  type LiftSuppression,
  LiftSuppressionSchema,
  type ListSuppressions,
  ListSuppressionsSchema,
  type SuppressionPage,
  SuppressionPageSchema,
  type SuppressionView,
  SuppressionViewSchema,
} from './suppressions.dto';

@ApiTags('email')
@Controller('v1/email-suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionList) {}

  @Get()
  @Access('suppressions.read')
  @ApiOperation({
    operationId: 'listSuppressions',
    summary: 'Addresses that must not be written to',
  })
  @ApiResponse({ status: 200, standardSchema: SuppressionPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListSuppressionsSchema }) query: ListSuppressions,
  ): Promise<SuppressionPage> {
    return this.suppressions.list(scope, query);
  }

  @Post()
  @Access('suppressions.write')
  @ApiOperation({ operationId: 'addSuppression', summary: 'Lets an address get no more mail' })
  @ApiResponse({ status: 201, standardSchema: SuppressionViewSchema })
  add(
    @CurrentScope() scope: Scope,
    @Body({ schema: AddSuppressionSchema }) body: AddSuppression,
  ): Promise<SuppressionView> {
    return this.suppressions.add(scope, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('suppressions.write')
  @ApiOperation({ operationId: 'liftSuppression', summary: 'Lets an address get mail again' })
  @ApiResponse({ status: 204, description: 'Lifted' })
  lift(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: LiftSuppressionSchema }) body: LiftSuppression,
  ): Promise<void> {
    return this.suppressions.lift(scope, id, body);
  }
}
