import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { leadEtag } from '../lead-records.service';
import { type LeadView, LeadViewSchema } from '../leads.dto';
import {
  type Backdate,
  BackdateSchema,
  type DocumentFirstContact,
  type ExtendProtection,
  ExtendProtectionSchema,
  FirstContactSchema,
} from './protection.dto';
import { Protections } from './protections.service';

const IdSchema = z.uuid();

@ApiTags('leads')
@Controller('v1/leads/:id')
export class ProtectionController {
  constructor(private readonly protections: Protections) {}

  @Post('extension')
  @HttpCode(200)
  @Access('leads.clock')
  @ApiOperation({
    operationId: 'extendProtection',
    summary: 'Lets the protection of a lead last longer, before it ends',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async extend(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ExtendProtectionSchema }) body: ExtendProtection,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.protections.extend(scope, id, body));
  }

  @Post('backdating')
  @HttpCode(200)
  @Access('leads.clock')
  @ApiOperation({
    operationId: 'backdateProtection',
    summary: 'Lets the protection of a lead count from an earlier day',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async backdate(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: BackdateSchema }) body: Backdate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.protections.backdate(scope, id, body));
  }

  @Post('first-contact')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'documentFirstContact',
    summary: 'Documents the first contact of a lead',
  })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async firstContact(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: FirstContactSchema }) body: DocumentFirstContact,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.protections.documentFirstContact(scope, id, body));
  }
}

function tagged(reply: FastifyReply, lead: LeadView): LeadView {
  void reply.header('etag', leadEtag(lead));
  return lead;
}
