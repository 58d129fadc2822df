import {
  Body,
  Controller,
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
import { CurrentScope, type Scope } from '../../identity';
import { ErrorRowsService } from './error-rows.service';
import { ImportRowsQueries } from './import-rows.queries';
import {
  type ChangeImport,
  ChangeImportSchema,
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
  type StartImport,
  StartImportSchema,
} from './imports.dto';
import { ImportsQueries } from './imports.queries';
import { ImportsService } from './imports.service';
import { fileIn, UPLOAD_PATH } from './upload-bodies.provider';
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
  @ApiOperation({ operationId: 'startImport', summary: 'Takes in a CSV file of up to 50 MB' })
  @ApiConsumes('text/csv', 'application/octet-stream')
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
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.errors.file(scope, id), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="import-${id}-errors.csv"`,
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
}
