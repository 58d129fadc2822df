import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { foreignHtml, type Page } from '../page.rules';
import { mailboxPage, mailPage } from './mailbox-page.rules';
import {
  type ListMailbox,
  ListMailboxSchema,
  MailboxMailSchema,
  type MailboxMailView,
  type MailboxPage,
  MailboxPageSchema,
} from './mailbox.dto';
import { MailboxQueries } from './mailbox.queries';

const IdSchema = z.uuid();

/** The development mailbox, as pages and as data. */
@ApiTags('development')
@Controller()
export class MailboxController {
  constructor(private readonly mailbox: MailboxQueries) {}

  @Get('v1/dev/mailbox')
  @Access('mailbox.read')
  @ApiOperation({
    operationId: 'listMailbox',
    summary: 'Mails that capture mode kept, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: MailboxPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListMailboxSchema }) query: ListMailbox,
  ): Promise<MailboxPage> {
    return this.mailbox.list(scope, query);
  }

  @Get('v1/dev/mailbox/:id')
  @Access('mailbox.read')
  @ApiOperation({ operationId: 'getMailboxMail', summary: 'One kept mail with headers and texts' })
  @ApiResponse({ status: 200, standardSchema: MailboxMailSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<MailboxMailView> {
    return this.mailbox.get(scope, id);
  }

  @Get('dev/mailbox')
  @Access('mailbox.read')
  @ApiExcludeEndpoint()
  async listPage(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListMailboxSchema }) query: ListMailbox,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, mailboxPage(await this.mailbox.list(scope, query)));
  }

  @Get('dev/mailbox/:id')
  @Access('mailbox.read')
  @ApiExcludeEndpoint()
  async mailPage(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, mailPage(await this.mailbox.get(scope, id)));
  }

  @Get('dev/mailbox/:id/html')
  @Access('mailbox.read')
  @ApiExcludeEndpoint()
  async html(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, foreignHtml((await this.mailbox.get(scope, id)).html));
  }
}

async function show(reply: FastifyReply, { html, headers }: Page): Promise<void> {
  await reply.headers(headers).send(html);
}
