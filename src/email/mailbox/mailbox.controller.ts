import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { foreignHtml, type Page } from '../../core/page.rules';
import { RouteNotFound } from '../../core/core.problems';
import { Signatures } from '../signatures.service';
import { mailboxPage, mailPage, replyPage } from './mailbox-page.rules';
import {
  type ListMailbox,
  ListMailboxSchema,
  MailboxMailSchema,
  type MailboxMailView,
  type MailboxPage,
  MailboxPageSchema,
  ReplyTakenSchema,
  type ReplyTaken,
  type ReplyToMail,
  ReplyToMailSchema,
} from './mailbox.dto';
import { MailboxQueries } from './mailbox.queries';
import { Replies } from './replies.service';

const IdSchema = z.uuid();

/** The development mailbox, as pages and as data. */
@ApiTags('development')
@Controller()
export class MailboxController {
  constructor(
    private readonly mailbox: MailboxQueries,
    private readonly replies: Replies,
    private readonly signatures: Signatures,
  ) {}

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

  @Post('v1/dev/mailbox/:id/reply')
  @Access('mailbox.answer')
  @ApiOperation({
    operationId: 'replyToMailboxMail',
    summary: 'Answers a kept mail as its recipient, or as a server on the way',
  })
  @ApiResponse({ status: 201, standardSchema: ReplyTakenSchema })
  reply(
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReplyToMailSchema }) { as, text, from }: ReplyToMail,
  ): Promise<ReplyTaken> {
    return this.replies.reply(id, { as, text, from: from ?? null });
  }

  /** What the form on the page of a mail sends; the token in its address lets it act. */
  @Post('dev/mailbox/:id/reply/:token')
  @HttpCode(200)
  @Access('public-link')
  @ApiExcludeEndpoint()
  async replyForm(
    @Param('id', { schema: IdSchema }) id: string,
    @Param('token') token: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!this.signatures.isFormToken(token, id)) throw new RouteNotFound();
    const { locale, ...form } = Object.fromEntries(
      new URLSearchParams(typeof body === 'string' ? body : ''),
    );
    const given = ReplyToMailSchema.safeParse(form);
    const taken = given.success
      ? await this.replies.reply(id, { ...given.data, from: given.data.from ?? null })
      : null;
    await show(reply, replyPage(id, taken, locale === 'en' ? 'en' : 'de'));
  }

  @Get('dev/mailbox')
  @Access('mailbox.read')
  @ApiExcludeEndpoint()
  async listPage(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListMailboxSchema }) query: ListMailbox,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = await this.mailbox.reader(scope);
    await show(reply, mailboxPage(await this.mailbox.list(scope, query), reader));
  }

  @Get('dev/mailbox/:id')
  @Access('mailbox.read')
  @ApiExcludeEndpoint()
  async mailPage(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reader = await this.mailbox.reader(scope);
    const mail = await this.mailbox.get(scope, id);
    await show(reply, mailPage(mail, this.signatures.formToken(id), reader));
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
