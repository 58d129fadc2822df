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
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../core/access';
import { NeedsIfMatch } from '../core/if-match';
import { CurrentScope, type Scope } from '../identity';
import {
  type AssignLead,
  AssignLeadSchema,
  type ChangeLead,
  ChangeLeadSchema,
  type CountLeads,
  CountLeadsSchema,
  type LeadCounts,
  LeadCountsSchema,
  type LeadPage,
  LeadPageSchema,
  type LeadTags,
  LeadTagsSchema,
  type LeadView,
  LeadViewSchema,
  type ListLeads,
  ListLeadsSchema,
  type Reason,
  ReasonSchema,
  type RegisterLead,
  RegisterLeadSchema,
} from './leads.dto';
import { leadEtag } from './lead-records.service';
import { LeadsQueries } from './leads.queries';
import { LeadsService } from './leads.service';
import { RegistrationService } from './registration.service';

const IdSchema = z.uuid();

@ApiTags('leads')
@Controller('v1/leads')
export class LeadsController {
  constructor(
    private readonly leads: LeadsService,
    private readonly registration: RegistrationService,
    private readonly queries: LeadsQueries,
  ) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({ operationId: 'listLeads', summary: 'A page of leads by one filter and one sort' })
  @ApiResponse({ status: 200, standardSchema: LeadPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListLeadsSchema }) query: ListLeads,
  ): Promise<LeadPage> {
    return this.queries.list(scope, query);
  }

  @Post()
  @Access('leads.write')
  @ApiOperation({ operationId: 'registerLead', summary: 'Registers a lead for its owner' })
  @ApiResponse({ status: 201, standardSchema: LeadViewSchema })
  async register(
    @CurrentScope() scope: Scope,
    @Body({ schema: RegisterLeadSchema }) body: RegisterLead,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    const lead = await this.registration.register(scope, body);
    void reply.header('location', `/v1/leads/${lead.id}`);
    return tagged(reply, lead);
  }

  @Post('counts')
  @HttpCode(200)
  @Access('leads.read')
  @ApiOperation({ operationId: 'countLeads', summary: 'Counts several filters at once' })
  @ApiResponse({ status: 200, standardSchema: LeadCountsSchema })
  counts(
    @CurrentScope() scope: Scope,
    @Body({ schema: CountLeadsSchema }) body: CountLeads,
  ): Promise<LeadCounts> {
    return this.queries.counts(scope, body);
  }

  @Get('tags')
  @Access('leads.read')
  @ApiOperation({ operationId: 'listLeadTags', summary: 'What leads are tagged with' })
  @ApiResponse({ status: 200, standardSchema: LeadTagsSchema })
  tags(@CurrentScope() scope: Scope): Promise<LeadTags> {
    return this.queries.tags(scope);
  }

  @Get(':id')
  @Access('leads.read')
  @ApiOperation({ operationId: 'getLead', summary: 'One lead with its contacts' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.queries.get(scope, id));
  }

  @Patch(':id')
  @Access('leads.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'changeLead',
    summary: 'Changes fields of the version named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeLeadSchema }) body: ChangeLead,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.change(scope, id, ifMatch, body));
  }

  @Post(':id/assignment')
  @HttpCode(200)
  @Access('leads.take')
  @ApiOperation({
    operationId: 'assignLead',
    summary: 'Gives a lead to somebody, or takes a free one',
  })
  @ApiResponse({ status: 204, description: 'Done; the lead has left what you may see' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async assign(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: AssignLeadSchema }) body: AssignLead,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView | undefined> {
    const lead = await this.leads.assign(scope, id, body);
    if (lead) return tagged(reply, lead);
    void reply.status(204);
    return undefined;
  }

  @Post(':id/qualification')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'qualifyLead',
    summary: 'Says that a lead is worth an effort: its volume and who decides are known',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async qualify(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.markQualified(scope, id));
  }

  @Delete(':id/qualification')
  @Access('leads.write')
  @ApiOperation({
    operationId: 'unqualifyLead',
    summary: 'Takes a qualification back; the lead stands where it stood before',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async unqualify(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.takeQualificationBack(scope, id));
  }

  @Post(':id/loss')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'loseLead',
    summary: 'Closes a lead that will not become a customer',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async lose(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.lose(scope, id, reason));
  }

  @Post(':id/reopening')
  @HttpCode(200)
  @Access('leads.assign')
  @ApiOperation({ operationId: 'reopenLead', summary: 'Opens a lost lead again' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async reopen(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.reopen(scope, id, reason));
  }

  @Post(':id/automation-pause')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'pauseLeadAutomation',
    summary: 'Nothing is sent to this lead by itself any more',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async pauseAutomation(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.pauseAutomation(scope, id, true, reason));
  }

  @Post(':id/automation-resumption')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({ operationId: 'resumeLeadAutomation', summary: 'Takes the pause back' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async resumeAutomation(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.pauseAutomation(scope, id, false, reason));
  }

  @Put(':id/collaborators/:userId')
  @Access('leads.write')
  @ApiOperation({
    operationId: 'addCollaborator',
    summary: 'Lets a colleague read a lead and add to it',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async addCollaborator(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('userId', { schema: IdSchema }) userId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.collaborate(scope, id, userId, true));
  }

  @Delete(':id/collaborators/:userId')
  @Access('leads.write')
  @ApiOperation({ operationId: 'removeCollaborator', summary: 'Ends a collaboration' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async removeCollaborator(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('userId', { schema: IdSchema }) userId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.leads.collaborate(scope, id, userId, false));
  }
}

function tagged(reply: FastifyReply, lead: LeadView): LeadView {
  void reply.header('etag', leadEtag(lead));
  return lead;
}
