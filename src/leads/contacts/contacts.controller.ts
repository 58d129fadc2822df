import {
  Body,
  Controller,
  Delete,
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
import { leadEtag } from '../lead-records.service';
import { type LeadView, LeadViewSchema, type Reason, ReasonSchema } from '../leads.dto';
import {
  type AddContact,
  AddContactSchema,
  type ChangeContact,
  ChangeContactSchema,
} from './contacts.dto';
import { ContactsService } from './contacts.service';

const IdSchema = z.uuid();

/** Every answer is the lead with its new version. */
@ApiTags('contacts')
@Controller('v1/leads/:id/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Post()
  @Access('leads.write')
  @ApiOperation({ operationId: 'addContact', summary: 'Adds a person to a lead' })
  @ApiResponse({ status: 201, standardSchema: LeadViewSchema })
  async add(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: AddContactSchema }) body: AddContact,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.contacts.add(scope, id, body));
  }

  @Patch(':contactId')
  @Access('leads.write')
  @NeedsIfMatch()
  @ApiOperation({ operationId: 'changeContact', summary: 'Changes fields of a person' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('contactId', { schema: IdSchema }) contactId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeContactSchema }) body: ChangeContact,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.contacts.change(scope, id, contactId, ifMatch, body));
  }

  @Delete(':contactId')
  @Access('leads.write')
  @NeedsIfMatch()
  @ApiOperation({ operationId: 'removeContact', summary: 'Removes a person from a lead' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async remove(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('contactId', { schema: IdSchema }) contactId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.contacts.remove(scope, id, contactId, ifMatch));
  }

  @Post(':contactId/blocking')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({ operationId: 'blockContact', summary: 'Nobody writes to this person any more' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async block(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('contactId', { schema: IdSchema }) contactId: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.contacts.block(scope, id, contactId, true, reason));
  }

  @Post(':contactId/unblocking')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({ operationId: 'unblockContact', summary: 'Takes a block back' })
  @ApiResponse({ status: 200, standardSchema: LeadViewSchema })
  async unblock(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('contactId', { schema: IdSchema }) contactId: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadView> {
    return tagged(reply, await this.contacts.block(scope, id, contactId, false, reason));
  }
}

function tagged(reply: FastifyReply, lead: LeadView): LeadView {
  void reply.header('etag', leadEtag(lead));
  return lead;
}
