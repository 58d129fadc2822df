import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { XLSX_TYPE } from '../../core/xlsx-writer';
import { CurrentScope, type Scope } from '../../identity';
import type { LeadFilter } from '../leads.dto';
import { ExportFilterSchema, type ExportLeads, ExportLeadsSchema } from './exports.dto';
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

  @Get('lead-exports.xlsx')
  @Access('leads.export')
  @ApiOperation({
    operationId: 'exportLeadsAsWorkbook',
    summary: 'The leads of a filter as an Excel workbook, as many as the list has',
  })
  @ApiProduces(XLSX_TYPE)
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  async xlsx(
    @CurrentScope() scope: Scope,
    @Query({ schema: ExportLeadsSchema }) query: ExportLeads,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.xlsx(scope, query), {
      type: XLSX_TYPE,
      disposition: 'attachment; filename="leads.xlsx"',
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
    @Query({ schema: ExportFilterSchema }) filter: LeadFilter,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.jsonl(scope, filter), {
      type: 'application/jsonl; charset=utf-8',
      disposition: 'attachment; filename="leads.jsonl"',
    });
  }
}
