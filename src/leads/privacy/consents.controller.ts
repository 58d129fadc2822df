import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { ConsentLog } from './consent-log.service';
import {
  type ConsentPage,
  ConsentPageSchema,
  type ConsentView,
  ConsentViewSchema,
  type ListConsents,
  ListConsentsSchema,
  type RecordConsent,
  RecordConsentSchema,
} from './consents.dto';
import { ConsentsQueries } from './consents.queries';

const IdSchema = z.uuid();

@ApiTags('consents')
@Controller('v1/leads/:id/consents')
export class ConsentsController {
  constructor(
    private readonly log: ConsentLog,
    private readonly queries: ConsentsQueries,
  ) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({
    operationId: 'listConsents',
    summary: 'Every word of the contacts, latest first',
  })
  @ApiResponse({ status: 200, standardSchema: ConsentPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListConsentsSchema }) query: ListConsents,
  ): Promise<ConsentPage> {
    return this.queries.list(scope, id, query);
  }

  @Post()
  @Access('leads.write')
  @ApiOperation({
    operationId: 'recordConsent',
    summary: 'Records a consent, refusal or withdrawal',
  })
  @ApiResponse({ status: 201, standardSchema: ConsentViewSchema })
  record(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: RecordConsentSchema }) body: RecordConsent,
  ): Promise<ConsentView> {
    return this.log.create(scope, id, body);
  }
}
