import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ChangeView,
  ChangeViewSchema,
  type SavedViewAnswer,
  type SavedViewList,
  SavedViewListSchema,
  SavedViewSchema,
  type SaveView,
  SaveViewSchema,
} from './saved-views.dto';
import { viewEtag } from './saved-views.rules';
import { SavedViews } from './saved-views.service';

const IdSchema = z.uuid();

@ApiTags('leads')
@Controller('v1/saved-views')
export class SavedViewsController {
  constructor(private readonly views: SavedViews) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({
    operationId: 'listSavedViews',
    summary: 'Your views of the leads list, then those that others share with you',
  })
  @ApiResponse({ status: 200, standardSchema: SavedViewListSchema })
  list(@CurrentScope() scope: Scope): Promise<SavedViewList> {
    return this.views.list(scope);
  }

  @Post()
  @Access('leads.write')
  @ApiOperation({ operationId: 'saveView', summary: 'Keeps a filter under a name' })
  @ApiResponse({ status: 201, standardSchema: SavedViewSchema })
  async save(
    @CurrentScope() scope: Scope,
    @Body({ schema: SaveViewSchema }) body: SaveView,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedViewAnswer> {
    return tagged(reply, await this.views.save(scope, body));
  }

  @Patch(':id')
  @Access('leads.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'changeSavedView',
    summary: 'Changes fields of the version named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: SavedViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeViewSchema }) body: ChangeView,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedViewAnswer> {
    return tagged(reply, await this.views.change(scope, id, ifMatch, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('leads.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'removeSavedView',
    summary: 'Removes the version named by If-Match',
  })
  @ApiResponse({ status: 204, description: 'It is gone' })
  async remove(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.views.remove(scope, id, ifMatch);
  }
}

function tagged(reply: FastifyReply, view: SavedViewAnswer): SavedViewAnswer {
  void reply.header('etag', viewEtag(view));
  return view;
}
