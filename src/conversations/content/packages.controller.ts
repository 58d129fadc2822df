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
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ApprovePackage,
  ApprovePackageSchema,
  type ContentReason,
  ContentReasonSchema,
  type CreatePackage,
  CreatePackageSchema,
  type EditPackage,
  EditPackageSchema,
  type PackageList,
  PackageListSchema,
  type PackageView,
  PackageViewSchema,
} from './content.dto';
import { PackagesQueries } from './packages.queries';
import { packageEtag, Packages } from './packages.service';

const IdSchema = z.uuid();

@ApiTags('content')
@Controller('v1/content-packages')
export class PackagesController {
  constructor(
    private readonly packages: Packages,
    private readonly queries: PackagesQueries,
  ) {}

  @Get()
  @Access('content.read')
  @ApiOperation({
    operationId: 'listContentPackages',
    summary: 'What may be kept for contacts until they ask for it, with all versions',
  })
  @ApiResponse({ status: 200, standardSchema: PackageListSchema })
  list(@CurrentScope() scope: Scope): Promise<PackageList> {
    return this.queries.list(scope);
  }

  @Post()
  @Access('content.write')
  @ApiOperation({
    operationId: 'createContentPackage',
    summary: 'Makes a package with its first draft',
  })
  @ApiResponse({ status: 201, standardSchema: PackageViewSchema })
  async create(
    @CurrentScope() scope: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: CreatePackageSchema }) body: CreatePackage,
  ): Promise<PackageView> {
    return this.show(scope, reply, await this.packages.create(scope, body));
  }

  @Get(':id')
  @Access('content.read')
  @ApiOperation({ operationId: 'getContentPackage', summary: 'One version with its items' })
  @ApiResponse({ status: 200, standardSchema: PackageViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<PackageView> {
    return this.show(scope, reply, id);
  }

  @Put(':id')
  @Access('content.write')
  @NeedsIfMatch()
  @ApiOperation({ operationId: 'editContentPackage', summary: 'Says a draft anew' })
  @ApiResponse({ status: 200, standardSchema: PackageViewSchema })
  async edit(
    @CurrentScope() scope: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: EditPackageSchema }) body: EditPackage,
  ): Promise<PackageView> {
    await this.packages.edit(scope, id, ifMatch, body);
    return this.show(scope, reply, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('content.write')
  @ApiOperation({
    operationId: 'discardContentPackage',
    summary: 'Takes a draft away as if it had never been begun',
  })
  @ApiResponse({ status: 204 })
  discard(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<void> {
    return this.packages.discard(scope, id);
  }

  @Post(':id/draft')
  @Access('content.write')
  @ApiOperation({
    operationId: 'beginContentPackage',
    summary: 'A draft that begins as this version; the one there is, when there is one',
  })
  @ApiResponse({ status: 201, standardSchema: PackageViewSchema })
  async begin(
    @CurrentScope() scope: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<PackageView> {
    return this.show(scope, reply, await this.packages.begin(scope, id));
  }

  @Post(':id/approval')
  @HttpCode(200)
  @Access('content.approve')
  @ApiOperation({
    operationId: 'approveContentPackage',
    summary: 'Makes the draft what is delivered from now on; takes a second person',
  })
  @ApiResponse({ status: 200, standardSchema: PackageViewSchema })
  async approve(
    @CurrentScope() scope: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ApprovePackageSchema }) body: ApprovePackage,
  ): Promise<PackageView> {
    await this.packages.approve(scope, id, body);
    return this.show(scope, reply, id);
  }

  @Post(':id/archival')
  @HttpCode(200)
  @Access('content.approve')
  @ApiOperation({
    operationId: 'archiveContentPackage',
    summary: 'Takes a package out of use: nothing of it is promised or delivered any more',
  })
  @ApiResponse({ status: 200, standardSchema: PackageViewSchema })
  async archive(
    @CurrentScope() scope: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ContentReasonSchema }) { reason }: ContentReason,
  ): Promise<PackageView> {
    await this.packages.archive(scope, id, reason);
    return this.show(scope, reply, id);
  }

  private async show(scope: Scope, reply: FastifyReply, id: string): Promise<PackageView> {
    const view = await this.queries.get(scope, id);
    void reply.header('etag', packageEtag(view));
    return view;
  }
}
