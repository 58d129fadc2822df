import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import { type Reason, ReasonSchema } from '../leads.dto';
import {
  type Duplicates,
  DuplicatesSchema,
  type MergeLead,
  MergeLeadSchema,
  type MergeResult,
  MergeResultSchema,
  type UnmergeResult,
  UnmergeResultSchema,
} from './merges.dto';
import { Merges } from './merges.service';
import { Unmerges } from './unmerges.service';

const IdSchema = z.uuid();

@ApiTags('leads')
@Controller('v1/leads/:id')
export class MergesController {
  constructor(
    private readonly merges: Merges,
    private readonly unmerges: Unmerges,
  ) {}

  @Get('duplicates')
  @Access('leads.read')
  @ApiOperation({ operationId: 'listDuplicates', summary: 'Leads that may be the same company' })
  @ApiResponse({ status: 200, standardSchema: DuplicatesSchema })
  duplicates(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<Duplicates> {
    return this.merges.duplicates(scope, id);
  }

  @Post('merge')
  @HttpCode(200)
  @Access('leads.write')
  @NeedsIfMatch('a dry run')
  @ApiOperation({
    operationId: 'mergeLead',
    summary: 'Another lead becomes part of this one, or a dry run tells what that would do',
  })
  @ApiResponse({ status: 200, standardSchema: MergeResultSchema })
  merge(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: MergeLeadSchema }) body: MergeLead,
  ): Promise<MergeResult> {
    return this.merges.merge(scope, id, body, ifMatch);
  }

  @Post('unmerge')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'unmergeLead',
    summary: 'A lead that became part of another one stands for itself again',
  })
  @ApiResponse({ status: 200, standardSchema: UnmergeResultSchema })
  unmerge(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
  ): Promise<UnmergeResult> {
    return this.unmerges.unmerge(scope, id, reason);
  }
}
