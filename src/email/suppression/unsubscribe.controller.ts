import {
  Body,
  Controller,
  Get,
  HttpCode,
  type OnModuleInit,
  Param,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../core/access';
import { unsubscribePage, type UnsubscribeState } from './unsubscribe-page.rules';
import { type LinkState, Unsubscribing } from './unsubscribe.service';

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const MOST_FORM_BYTES = 16_384;
const ONE_CLICK = /List-Unsubscribe(=|"\r?\n\r?\n)One-Click/;
const TOKEN = /^[0-9a-z]{43}$/;

/** The links in mails. GET asks and changes nothing; POST acts, without session, cookie or redirect (RFC 8058 §3.1). */
@ApiExcludeController()
@Controller('e/u')
export class UnsubscribeController implements OnModuleInit {
  constructor(
    private readonly unsubscribing: Unsubscribing,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Mail programs post forms, which the rest of the API does not take. */
  onModuleInit(): void {
    // Without HTTP, as in a worker or a test of the queue, there is no adapter.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    const fastify = adapter?.getInstance<FastifyInstance | undefined>();
    for (const form of FORMS)
      if (fastify && !fastify.hasContentTypeParser(form))
        fastify.addContentTypeParser(
          form,
          { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
          (_, body, done) => done(null, body),
        );
  }

  @Get(':token')
  @Access('public-link')
  async ask(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const link = TOKEN.test(token) ? await this.unsubscribing.look(token) : null;
    await show(reply, token, link, link?.unsubscribed ? 'done' : 'asking');
  }

  @Post(':token')
  @HttpCode(200)
  @Access('public-link')
  async withdraw(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const method = typeof body === 'string' && ONE_CLICK.test(body) ? 'ONE_CLICK' : 'PAGE';
    const link = TOKEN.test(token)
      ? await this.unsubscribing.withdraw(token, method, request.id)
      : null;
    await show(reply, token, link, 'done');
  }

  @Post(':token/undo')
  @HttpCode(200)
  @Access('public-link')
  async undo(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = TOKEN.test(token) ? await this.unsubscribing.undo(token, request.id) : null;
    await show(reply, token, link, link?.unsubscribed ? 'done' : 'undone');
  }
}

async function show(
  reply: FastifyReply,
  token: string,
  link: LinkState | null,
  state: UnsubscribeState,
): Promise<void> {
  const { html, headers } = unsubscribePage(link?.locale ?? 'de', link ? state : 'unknown', token);
  await reply
    .status(link ? 200 : 404)
    .headers(headers)
    .send(html);
}
