import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import { letterFrame } from '../../core/page.rules';
import { Drafts, versionEtag } from './drafts.service';
import {
  type Begin,
  BeginSchema,
  type CreateTemplate,
  CreateTemplateSchema,
  type EditDraft,
  EditDraftSchema,
  type Preview,
  PreviewSchema,
  type PreviewView,
  PreviewViewSchema,
  type Publish,
  PublishSchema,
  type TemplateList,
  TemplateListSchema,
  type Trial,
  TrialSchema,
  type TrialView,
  TrialViewSchema,
  type VariableList,
  VariableListSchema,
  type VersionView,
  VersionViewSchema,
} from './templates.dto';
import { TemplatesQueries } from './templates.queries';
import { Templates } from './templates.service';
import { Trials } from './trials.service';
import { VARIABLES } from './variables.rules';

const IdSchema = z.uuid();

@ApiTags('email')
@Controller('v1')
export class TemplatesController {
  constructor(
    private readonly queries: TemplatesQueries,
    private readonly drafts: Drafts,
    private readonly templates: Templates,
    private readonly trials: Trials,
  ) {}

  @Get('email-templates')
  @Access('templates.read')
  @ApiOperation({ operationId: 'listTemplates', summary: 'All templates with their versions' })
  @ApiResponse({ status: 200, standardSchema: TemplateListSchema })
  list(@CurrentScope() scope: Scope): Promise<TemplateList> {
    return this.queries.list(scope);
  }

  @Get('email-template-variables')
  @Access('templates.read')
  @ApiOperation({ operationId: 'listTemplateVariables', summary: 'What a template may name' })
  @ApiResponse({ status: 200, standardSchema: VariableListSchema })
  variables(): VariableList {
    return { items: [...VARIABLES] };
  }

  @Post('email-templates')
  @Access('templates.edit')
  @ApiOperation({ operationId: 'createTemplate', summary: 'Makes a template with its first draft' })
  @ApiResponse({ status: 201, standardSchema: VersionViewSchema })
  async create(
    @CurrentScope() scope: Scope,
    @Body({ schema: CreateTemplateSchema }) body: CreateTemplate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionView> {
    return this.shown(scope, await this.drafts.create(scope, body), reply);
  }

  @Post('email-templates/:id/versions')
  @Access('templates.edit')
  @ApiOperation({
    operationId: 'beginDraft',
    summary: 'Begins a draft with the text of the newest version, or of the one to restore',
  })
  @ApiResponse({ status: 201, standardSchema: VersionViewSchema })
  async begin(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: BeginSchema.optional() }) body: Begin | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionView> {
    return this.shown(scope, await this.drafts.begin(scope, id, body), reply);
  }

  @Get('email-template-versions/:id')
  @Access('templates.read')
  @ApiOperation({ operationId: 'getTemplateVersion', summary: 'One version with its texts' })
  @ApiResponse({ status: 200, standardSchema: VersionViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionView> {
    return this.shown(scope, id, reply);
  }

  @Put('email-template-versions/:id')
  @Access('templates.edit')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'editDraft',
    summary: 'Replaces the texts of the draft named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: VersionViewSchema })
  async edit(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: EditDraftSchema }) body: EditDraft,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionView> {
    await this.drafts.edit(scope, id, ifMatch, body);
    return this.shown(scope, id, reply);
  }

  @Post('email-template-versions/:id/publication')
  @HttpCode(200)
  @Access('templates.publish')
  @ApiOperation({
    operationId: 'publishTemplate',
    summary: 'Makes a draft what is sent from now on',
  })
  @ApiResponse({ status: 200, standardSchema: VersionViewSchema })
  async publish(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: PublishSchema }) body: Publish,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionView> {
    await this.drafts.publish(scope, id, body);
    return this.shown(scope, id, reply);
  }

  @Post('email-template-versions/:id/preview')
  @HttpCode(200)
  @Access('templates.read')
  @ApiOperation({ operationId: 'previewTemplate', summary: 'Renders a version with sample values' })
  @ApiResponse({ status: 200, standardSchema: PreviewViewSchema })
  preview(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: PreviewSchema }) body: Preview,
  ): Promise<PreviewView> {
    return this.templates.preview(scope, id, body);
  }

  @Post('email-template-versions/:id/trial')
  @HttpCode(202)
  @Access('templates.edit')
  @ApiOperation({
    operationId: 'tryTemplate',
    summary: 'Sends a version with sample values to the one who asks, marked as a test',
  })
  @ApiResponse({ status: 202, standardSchema: TrialViewSchema })
  async try(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: TrialSchema }) body: Trial,
  ): Promise<TrialView> {
    return { messageId: await this.trials.send(scope, id, body) };
  }

  @Delete('email-template-versions/:id')
  @HttpCode(204)
  @Access('templates.edit')
  @ApiOperation({ operationId: 'discardDraft', summary: 'Takes a draft away' })
  discard(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<void> {
    return this.drafts.discard(scope, id);
  }

  /** Where the screens show a letter; it holds nothing until they write it in. */
  @Get('email-letter-frame')
  @Access('templates.read')
  @ApiExcludeEndpoint()
  async frame(@Res() reply: FastifyReply): Promise<void> {
    const { html, headers } = letterFrame();
    await reply.headers(headers).send(html);
  }

  private async shown(scope: Scope, id: string, reply: FastifyReply): Promise<VersionView> {
    const version = await this.queries.version(scope, id);
    void reply.header('etag', versionEtag(version));
    return version;
  }
}
