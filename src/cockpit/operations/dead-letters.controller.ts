import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type DeadLetterDetail,
  DeadLetterDetailSchema,
  type DeadLetterList,
  DeadLetterListSchema,
  type DeadLetterReplay,
  DeadLetterReplaySchema,
  type DismissDeadLetter,
  DismissDeadLetterSchema,
} from './dead-letters.dto';
import { DeadLettersService } from './dead-letters.service';

const IdSchema = z.uuid();

@ApiTags('events')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: DeadLettersService) {}

  @Get()
  @Access('dead-letters.read')
  @ApiOperation({ operationId: 'listDeadLetters', summary: 'Parked events, given-up ones first' })
  @ApiResponse({ status: 200, standardSchema: DeadLetterListSchema })
  list(@CurrentScope() scope: Scope): Promise<DeadLetterList> {
    return this.deadLetters.list(scope);
  }

  @Get(':id')
  @Access('dead-letters.read')
  @ApiOperation({ operationId: 'getDeadLetter', summary: 'One parked event with its data' })
  @ApiResponse({ status: 200, standardSchema: DeadLetterDetailSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<DeadLetterDetail> {
    return this.deadLetters.read(scope, id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Access('dead-letters.manage')
  @ApiOperation({ operationId: 'replayDeadLetter', summary: "Tries the subject's events in order" })
  @ApiResponse({ status: 200, standardSchema: DeadLetterReplaySchema })
  replay(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<DeadLetterReplay> {
    return this.deadLetters.replay(scope, id);
  }

  @Post(':id/dismissal')
  @HttpCode(204)
  @Access('dead-letters.manage')
  @ApiOperation({ operationId: 'dismissDeadLetter', summary: 'Gives an event up, with a reason' })
  @ApiResponse({ status: 204, description: 'Given up; what waited behind it is tried next' })
  async dismiss(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: DismissDeadLetterSchema }) { reason }: DismissDeadLetter,
  ): Promise<void> {
    await this.deadLetters.dismiss(scope, id, reason);
  }
}
