import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { XLSX_TYPE } from '../../core/xlsx-writer';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ExportList,
  ExportListSchema,
  type ExportReport,
  ExportReportSchema,
  type Report,
  ReportSchema,
} from '../reading/filter.dto';
import { ExportsQueries, type File } from './exports.queries';

const FILE = { status: 200, schema: { type: 'string', format: 'binary' } } as const;
const KINDS = ['text/csv', XLSX_TYPE, 'application/jsonl'];

@ApiTags('analytics')
@Controller('v1/analytics')
export class AnalyticsExportsController {
  constructor(private readonly exports: ExportsQueries) {}

  @Get('follow-ups/export')
  @Access('analytics.export')
  @ApiOperation({
    operationId: 'exportFollowUpsBehind',
    summary: 'The follow-ups behind a number as a file, as many as the list has',
  })
  @ApiProduces(...KINDS)
  @ApiResponse(FILE)
  async followUps(
    @CurrentScope() scope: Scope,
    @Query({ schema: ExportListSchema }) ask: ExportList,
  ): Promise<StreamableFile> {
    return streamable(await this.exports.followUps(scope, ask));
  }

  @Get('leads/export')
  @Access('analytics.export')
  @ApiOperation({
    operationId: 'exportLeadsBehind',
    summary: 'The leads behind a number as a file, as many as the list has',
  })
  @ApiProduces(...KINDS)
  @ApiResponse(FILE)
  async leads(
    @CurrentScope() scope: Scope,
    @Query({ schema: ExportListSchema }) ask: ExportList,
  ): Promise<StreamableFile> {
    return streamable(await this.exports.leads(scope, ask));
  }

  @Get(':report/export')
  @Access('analytics.export')
  @ApiOperation({
    operationId: 'exportReport',
    summary: 'A report as a file, under the filter that it has on the screen',
  })
  @ApiProduces(...KINDS)
  @ApiResponse(FILE)
  async report(
    @CurrentScope() scope: Scope,
    @Param('report', { schema: ReportSchema }) report: Report,
    @Query({ schema: ExportReportSchema }) ask: ExportReport,
  ): Promise<StreamableFile> {
    return streamable(await this.exports.report(scope, report, ask));
  }
}

function streamable({ type, name, content }: File): StreamableFile {
  return new StreamableFile(content, { type, disposition: `attachment; filename="${name}"` });
}
