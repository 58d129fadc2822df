import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type ContentReason, ContentReasonSchema } from '../content/content.dto';
import {
  type CampaignContactPage,
  CampaignContactPageSchema,
  type CampaignList,
  CampaignListSchema,
  type CampaignView,
  CampaignViewSchema,
  type CreateCampaign,
  CreateCampaignSchema,
  type ListCampaignContacts,
  ListCampaignContactsSchema,
  type StartCampaign,
  StartCampaignSchema,
} from './campaigns.dto';
import { CampaignsQueries } from './campaigns.queries';
import { Campaigns } from './campaigns.service';

const IdSchema = z.uuid();

@ApiTags('content')
@Controller('v1/campaigns')
export class CampaignsController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly queries: CampaignsQueries,
  ) {}

  @Get()
  @Access('campaigns.read')
  @ApiOperation({ operationId: 'listCampaigns', summary: 'All campaigns, the newest first' })
  @ApiResponse({ status: 200, standardSchema: CampaignListSchema })
  list(@CurrentScope() scope: Scope): Promise<CampaignList> {
    return this.queries.list(scope);
  }

  @Post()
  @Access('campaigns.run')
  @ApiOperation({
    operationId: 'createCampaign',
    summary: 'Drafts a campaign: kept content for the contacts of many leads',
  })
  @ApiResponse({ status: 201, standardSchema: CampaignViewSchema })
  async create(
    @CurrentScope() scope: Scope,
    @Body({ schema: CreateCampaignSchema }) body: CreateCampaign,
  ): Promise<CampaignView> {
    return this.queries.get(scope, await this.campaigns.create(scope, body));
  }

  @Get(':id')
  @Access('campaigns.read')
  @ApiOperation({
    operationId: 'getCampaign',
    summary: 'A campaign with its counts and why contacts are not reached',
  })
  @ApiResponse({ status: 200, standardSchema: CampaignViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<CampaignView> {
    return this.queries.get(scope, id);
  }

  @Get(':id/contacts')
  @Access('campaigns.read')
  @ApiOperation({
    operationId: 'listCampaignContacts',
    summary: 'Whom a campaign reaches, and why it does not',
  })
  @ApiResponse({ status: 200, standardSchema: CampaignContactPageSchema })
  contacts(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListCampaignContactsSchema }) query: ListCampaignContacts,
  ): Promise<CampaignContactPage> {
    return this.queries.contacts(scope, id, query);
  }

  @Post(':id/start')
  @HttpCode(200)
  @Access('campaigns.run')
  @ApiOperation({ operationId: 'startCampaign', summary: 'Begins to announce' })
  @ApiResponse({ status: 200, standardSchema: CampaignViewSchema })
  async start(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: StartCampaignSchema }) { reason }: StartCampaign,
  ): Promise<CampaignView> {
    await this.campaigns.turn(scope, id, 'start', reason ?? null);
    return this.queries.get(scope, id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Access('campaigns.run')
  @ApiOperation({
    operationId: 'pauseCampaign',
    summary: 'Holds a campaign, also what is in the queue; nothing is lost',
  })
  @ApiResponse({ status: 200, standardSchema: CampaignViewSchema })
  async pause(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ContentReasonSchema }) { reason }: ContentReason,
  ): Promise<CampaignView> {
    await this.campaigns.turn(scope, id, 'pause', reason);
    return this.queries.get(scope, id);
  }

  @Post(':id/resumption')
  @HttpCode(200)
  @Access('campaigns.run')
  @ApiOperation({ operationId: 'resumeCampaign', summary: 'Lets a paused campaign go on' })
  @ApiResponse({ status: 200, standardSchema: CampaignViewSchema })
  async resume(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ContentReasonSchema }) { reason }: ContentReason,
  ): Promise<CampaignView> {
    await this.campaigns.turn(scope, id, 'resume', reason);
    return this.queries.get(scope, id);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @Access('campaigns.run')
  @ApiOperation({
    operationId: 'stopCampaign',
    summary: 'Ends a campaign for good; what was announced stays kept',
  })
  @ApiResponse({ status: 200, standardSchema: CampaignViewSchema })
  async stop(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ContentReasonSchema }) { reason }: ContentReason,
  ): Promise<CampaignView> {
    await this.campaigns.turn(scope, id, 'stop', reason);
    return this.queries.get(scope, id);
  }
}
