import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { CustomersQueries } from '../customers.queries';
import {
  type ConversionView,
  ConversionViewSchema,
  type ConvertLead,
  ConvertLeadSchema,
  type DecideProposal,
  DecideProposalSchema,
  type ListProposals,
  ListProposalsSchema,
  type ProposalPage,
  ProposalPageSchema,
  type ProposalView,
  ProposalViewSchema,
  type UndoConversion,
  UndoConversionSchema,
} from './conversion.dto';
import { Conversions } from './conversions.service';
import { ProposalsQueries } from './proposals.queries';
import { Reviews } from './reviews.service';
import { Undoing } from './undoing.service';

const IdSchema = z.uuid();

@ApiTags('conversions')
@Controller('v1')
export class ConversionsController {
  constructor(
    private readonly conversions: Conversions,
    private readonly undoing: Undoing,
    private readonly reviews: Reviews,
    private readonly proposals: ProposalsQueries,
    private readonly customers: CustomersQueries,
  ) {}

  @Post('leads/:id/conversion')
  @Access('conversions.convert')
  @ApiOperation({
    operationId: 'convertLead',
    summary: 'Makes a customer of a lead; asked again, the same one',
  })
  @ApiResponse({ status: 201, standardSchema: ConversionViewSchema })
  @ApiResponse({
    status: 200,
    standardSchema: ConversionViewSchema,
    description: 'The lead was a customer before',
  })
  async convert(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) leadId: string,
    @Body({ schema: ConvertLeadSchema }) body: ConvertLead,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConversionView> {
    const { customerId, fresh } = await this.conversions.convertByHand(scope, leadId, body);
    const customer = await this.customers.get(scope, customerId);
    void reply.status(fresh ? 201 : 200).header('location', `/v1/customers/${customerId}`);
    return { leadId, fresh, customer };
  }

  @Post('leads/:id/conversion/reversal')
  @HttpCode(204)
  @Access('conversions.undo')
  @ApiOperation({
    operationId: 'undoConversion',
    summary: 'Takes a conversion back within 30 days, unless something was built on it',
  })
  @ApiResponse({ status: 204, description: 'The lead is open again as it was' })
  undo(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) leadId: string,
    @Body({ schema: UndoConversionSchema }) { reason }: UndoConversion,
  ): Promise<void> {
    return this.undoing.undo(scope, leadId, reason);
  }

  @Get('conversion-proposals')
  @Access('leads.read')
  @ApiOperation({
    operationId: 'listConversionProposals',
    summary: 'Conversions that rules propose and people decide, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: ProposalPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListProposalsSchema }) query: ListProposals,
  ): Promise<ProposalPage> {
    return this.proposals.list(scope, query);
  }

  @Post('conversion-proposals/:id/decision')
  @HttpCode(200)
  @Access('conversions.convert')
  @ApiOperation({
    operationId: 'decideConversionProposal',
    summary: 'Converts the lead, or refuses to with a reason',
  })
  @ApiResponse({ status: 200, standardSchema: ProposalViewSchema })
  decide(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: DecideProposalSchema }) body: DecideProposal,
  ): Promise<ProposalView> {
    return this.reviews.decide(scope, id, body);
  }
}
