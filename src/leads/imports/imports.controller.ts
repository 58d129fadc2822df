import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { attachment } from '../../core/attachment.rules';
import { CurrentScope, type Scope } from '../../identity';
import { type Reason, ReasonSchema } from '../leads.dto';
import { Backdating } from './backdating.service';
import { ErrorRowsService } from './error-rows.service';
import { ImportRowsQueries } from './import-rows.queries';
import {
  type ChangeImport,
  ChangeImportSchema,
  type ErrorRows,
  ErrorRowsSchema,
  type ImportPage,
  ImportPageSchema,
  type ImportRowPage,
  ImportRowPageSchema,
  type ImportView,
  ImportViewSchema,
  type ListImportRows,
  ListImportRowsSchema,
  type ListImports,
  ListImportsSchema,
  type RevertImport,
  RevertImportSchema,
  type StartImport,
  StartImportSchema,
} from './imports.dto';
import { ImportsQueries } from './imports.queries';
import { ImportsService } from './imports.service';
import { Reversal } from './reversal.service';
import { fileIn, UPLOAD_PATH, UPLOAD_TYPES } from './upload-bodies.provider';
import { UploadService } from './upload.service';

const IdSchema = z.uuid();

@ApiTags('lead-imports')
@Controller(UPLOAD_PATH)
export class ImportsController {
  constructor(
    private readonly uploads: UploadService,
    private readonly imports: ImportsService,
    private readonly queries: ImportsQueries,
    private readonly rowsQueries: ImportRowsQueries,
    private readonly errors: ErrorRowsService,
    private readonly reversal: Reversal,
    private readonly backdating: Backdating,
  ) {}

  @Get()
  @Access('leads.import.read')
  @ApiOperation({ operationId: 'listImports', summary: 'Imports, the newest first' })
  @ApiResponse({ status: 200, standardSchema: ImportPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListImportsSchema }) query: ListImports,
  ): Promise<ImportPage> {
    return this.queries.list(scope, query);
  }

  @Post()
  @Access('leads.import')
  @ApiOperation({
    operationId: 'startImport',
    summary: 'Takes in a CSV file or an Excel workbook of up to 50 MB',
  })
  @ApiConsumes(...UPLOAD_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 201, standardSchema: ImportViewSchema })
  async start(
    @CurrentScope() scope: Scope,
    @Query({ schema: StartImportSchema }) query: StartImport,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportView> {
    const id = await this.uploads.receive(scope, query, fileIn(request));
    void reply.header('location', `/${UPLOAD_PATH}/${id}`);
    return this.queries.get(scope, id);
  }

  @Get(':id')
  @Access('leads.import.read')
  @ApiOperation({ operationId: 'getImport', summary: 'State, counts and progress of an import' })
  @ApiResponse({ status: 200, standardSchema: ImportViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<ImportView> {
    return this.queries.get(scope, id);
  }

  @Patch(':id')
  @Access('leads.import')
  @ApiOperation({
    operationId: 'changeImport',
    summary: 'Says what the columns mean and what follow-ups count from',
  })
  @ApiResponse({ status: 200, standardSchema: ImportViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ChangeImportSchema }) body: ChangeImport,
  ): Promise<ImportView> {
    await this.imports.change(scope, id, body);
    return this.queries.get(scope, id);
  }

  @Get(':id/rows')
  @Access('leads.import.read')
  @ApiOperation({ operationId: 'listImportRows', summary: 'What each row becomes and why' })
  @ApiResponse({ status: 200, standardSchema: ImportRowPageSchema })
  rows(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListImportRowsSchema }) query: ListImportRows,
  ): Promise<ImportRowPage> {
    return this.rowsQueries.list(scope, id, query);
  }

  @Get(':id/errors.csv')
  @Access('leads.import.read')
  @ApiOperation({
    operationId: 'getImportErrors',
    summary: 'The rows that become no lead, as a file',
  })
  @ApiProduces('text/csv')
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  async errorRows(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ErrorRowsSchema }) { language }: ErrorRows,
  ): Promise<StreamableFile> {
    const { name, lines } = await this.errors.file(scope, id, language);
    return new StreamableFile(lines, {
      type: 'text/csv; charset=utf-8',
      disposition: attachment(name, 'csv'),
    });
  }

  @Post(':id/execution')
  @HttpCode(202)
  @Access('leads.import')
  @ApiOperation({
    operationId: 'executeImport',
    summary: 'Begins to create the leads, or asks a manager',
  })
  @ApiResponse({ status: 202, standardSchema: ImportViewSchema })
  async execute(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<ImportView> {
    await this.imports.execute(scope, id);
    return this.queries.get(scope, id);
  }

  @Post(':id/approval')
  @HttpCode(202)
  @Access('leads.import.approve')
  @ApiOperation({
    operationId: 'approveImport',
    summary: 'Lets an import with many duplicates run',
  })
  @ApiResponse({ status: 202, standardSchema: ImportViewSchema })
  async approve(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<ImportView> {
    await this.imports.approve(scope, id);
    return this.queries.get(scope, id);
  }

  @Post(':id/reversal')
  @HttpCode(202)
  @Access('leads.import')
  @ApiOperation({
    operationId: 'revertImport',
    summary:
      'Takes back the leads of an import that nobody has worked with; begins after ten seconds',
  })
  @ApiResponse({ status: 202, standardSchema: ImportViewSchema })
  async revert(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: RevertImportSchema }) { reason }: RevertImport,
  ): Promise<ImportView> {
    await this.reversal.request(scope, id, reason ?? null);
    return this.queries.get(scope, id);
  }

  @Delete(':id/reversal')
  @Access('leads.import')
  @ApiOperation({
    operationId: 'callOffReversal',
    summary: 'Calls a reversal off that has taken nothing back yet',
  })
  @ApiResponse({ status: 200, standardSchema: ImportViewSchema })
  async callOffReversal(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<ImportView> {
    await this.reversal.callOff(scope, id);
    return this.queries.get(scope, id);
  }

  @Post(':id/backdating-approval')
  @HttpCode(202)
  @Access('leads.clock')
  @ApiOperation({
    operationId: 'approveBackdating',
    summary: 'Lets the protection of the leads begin at the dates of the file',
  })
  @ApiResponse({ status: 202, standardSchema: ImportViewSchema })
  async approveBackdating(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
  ): Promise<ImportView> {
    await this.backdating.decide(scope, id, 'running', reason);
    return this.queries.get(scope, id);
  }

  @Post(':id/backdating-refusal')
  @HttpCode(200)
  @Access('leads.clock')
  @ApiOperation({
    operationId: 'refuseBackdating',
    summary: 'Leaves the protection of the leads with their import',
  })
  @ApiResponse({ status: 200, standardSchema: ImportViewSchema })
  async refuseBackdating(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
  ): Promise<ImportView> {
    await this.backdating.decide(scope, id, 'refused', reason);
    return this.queries.get(scope, id);
  }
}
