import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type LeadFilter, LeadFilterSchema } from '../leads.dto';
import { type ExportLeads, ExportLeadsSchema } from './exports.dto';
import { ExportsQueries } from './exports.queries';

@ApiTags('leads')
@Controller('v1')
export class ExportsController {
  constructor(private readonly exports: ExportsQueries) {}

  @Get('lead-exports.csv')
  @Access('leads.export')
  @ApiOperation({
    operationId: 'exportLeads',
    summary: 'The leads of a filter as a CSV file, as many as the list has',
  })
  @ApiProduces('text/csv')
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  async csv(
    @CurrentScope() scope: Scope,
    @Query({ schema: ExportLeadsSchema }) query: ExportLeads,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.csv(scope, query), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="leads.csv"',
    });
  }

  @Get('lead-exports.jsonl')
  @Access('leads.export')
  @ApiOperation({
    operationId: 'exportLeadsAsLines',
    summary: 'The leads of a filter, each as a JSON object on a line of its own',
  })
  @ApiProduces('application/jsonl')
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  async jsonl(
    @CurrentScope() scope: Scope,
    @Query({ schema: LeadFilterSchema }) filter: LeadFilter,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.jsonl(scope, filter), {
      type: 'application/jsonl; charset=utf-8',
      disposition: 'attachment; filename="leads.jsonl"',
    });
  }
}
