import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type InboundMailPage,
  InboundMailPageSchema,
  InboundMailSchema,
  type InboundMailView,
  type ListInboundMails,
  ListInboundMailsSchema,
} from './inbound.dto';
import { InboundQueries } from './inbound.queries';

@ApiTags('email')
@Controller('v1/inbound-mails')
export class InboundController {
  constructor(private readonly inbound: InboundQueries) {}

  @Get()
  @Access('emails.read')
  @ApiOperation({
    operationId: 'listInboundMails',
    summary: 'Mails that came in, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: InboundMailPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListInboundMailsSchema }) query: ListInboundMails,
  ): Promise<InboundMailPage> {
    return this.inbound.list(scope, query);
  }

  @Get(':id')
  @Access('emails.read')
  @ApiOperation({
    operationId: 'getInboundMail',
    summary: 'One mail that came in, with all its text',
  })
  @ApiResponse({ status: 200, standardSchema: InboundMailSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<InboundMailView> {
    return this.inbound.get(scope, id);
  }
}
