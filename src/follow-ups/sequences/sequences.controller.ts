import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ChangeDraft,
  ChangeDraftSchema,
  type DraftSequence,
  DraftSequenceSchema,
  type SequenceAct,
  SequenceActSchema,
  type SequenceList,
  SequenceListSchema,
  type SequenceView,
  SequenceViewSchema,
} from './sequences.dto';
import { sequenceEtag, Sequences } from './sequences.service';

const IdSchema = z.uuid();

@ApiTags('sequences')
@Controller('v1/sequences')
export class SequencesController {
  constructor(private readonly sequences: Sequences) {}

  @Get()
  @Access('sequences.read')
  @ApiOperation({ operationId: 'listSequences', summary: 'Every sequence, newest version first' })
  @ApiResponse({ status: 200, standardSchema: SequenceListSchema })
  list(@CurrentScope() scope: Scope): Promise<SequenceList> {
    return this.sequences.list(scope);
  }

  @Post()
  @Access('sequences.write')
  @ApiOperation({ operationId: 'draftSequence', summary: 'Drafts the next version of a sequence' })
  @ApiResponse({ status: 201, standardSchema: SequenceViewSchema })
  async draft(
    @CurrentScope() scope: Scope,
    @Body({ schema: DraftSequenceSchema }) body: DraftSequence,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SequenceView> {
    return tagged(reply, await this.sequences.draft(scope, body));
  }

  @Patch(':id')
  @NeedsIfMatch()
  @Access('sequences.write')
  @ApiOperation({ operationId: 'changeSequenceDraft', summary: 'Changes the steps of a draft' })
  @ApiResponse({ status: 200, standardSchema: SequenceViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeDraftSchema }) { steps }: ChangeDraft,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SequenceView> {
    return tagged(reply, await this.sequences.change(scope, id, ifMatch, steps));
  }

  @Post(':id/activation')
  @HttpCode(200)
  @Access('sequences.write')
  @ApiOperation({ operationId: 'activateSequence', summary: 'New leads take this version' })
  @ApiResponse({ status: 200, standardSchema: SequenceViewSchema })
  activate(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: SequenceActSchema }) { reason }: SequenceAct,
  ): Promise<SequenceView> {
    return this.sequences.activate(scope, id, reason);
  }

  @Post(':id/archival')
  @HttpCode(200)
  @Access('sequences.write')
  @ApiOperation({ operationId: 'archiveSequence', summary: 'No lead begins with this version' })
  @ApiResponse({ status: 200, standardSchema: SequenceViewSchema })
  archive(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: SequenceActSchema }) { reason }: SequenceAct,
  ): Promise<SequenceView> {
    return this.sequences.archive(scope, id, reason);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Access('sequences.write')
  @ApiOperation({ operationId: 'pauseSequence', summary: 'Nothing of this sequence leaves' })
  @ApiResponse({ status: 200, standardSchema: SequenceViewSchema })
  pause(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: SequenceActSchema }) { reason }: SequenceAct,
  ): Promise<SequenceView> {
    return this.sequences.pause(scope, id, reason);
  }

  @Post(':id/resumption')
  @HttpCode(200)
  @Access('sequences.write')
  @ApiOperation({ operationId: 'resumeSequence', summary: 'Lets the sequence go on' })
  @ApiResponse({ status: 200, standardSchema: SequenceViewSchema })
  resume(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: SequenceActSchema }) { reason }: SequenceAct,
  ): Promise<SequenceView> {
    return this.sequences.resume(scope, id, reason);
  }
}

function tagged(reply: FastifyReply, sequence: SequenceView): SequenceView {
  void reply.header('etag', sequenceEtag(sequence));
  return sequence;
}
