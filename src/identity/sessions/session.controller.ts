import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { Config } from '../../core/config';
import { RateLimitedAsSignIn } from '../../core/rate-limit';
import { CurrentPrincipal, CurrentScope } from '../access.guard';
import { SessionRequired } from '../identity.problems';
import { MeService } from '../people/me.service';
import type { Scope } from '../scope.rules';
import { SESSION_COOKIE, sessionTokenIn } from './session-cookie.rules';
import {
  type SessionList,
  SessionListSchema,
  type SessionView,
  SessionViewSchema,
  type SignInBody,
  SignInBodySchema,
  type StreamTicket,
  StreamTicketSchema,
} from './sessions.dto';
import { SessionsQueries } from './sessions.queries';
import { type Principal, Sessions } from './sessions.service';
import { SignIn } from './sign-in.service';

const SECONDS_A_DAY = 86_400;

@ApiTags('sessions')
@Controller('v1')
export class SessionController {
  constructor(
    private readonly config: Config,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly queries: SessionsQueries,
    private readonly me: MeService,
  ) {}

  @Post('session')
  @Access('public')
  @RateLimitedAsSignIn()
  @ApiOperation({ operationId: 'signIn', summary: 'Opens a session and sets its cookie' })
  @ApiResponse({ status: 201, standardSchema: SessionViewSchema })
  async open(
    @Body({ schema: SignInBodySchema }) body: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const address = request.ip;
    const correlationId = request.id;
    const userAgent = request.headers['user-agent'] ?? '';
    const replaces = sessionTokenIn(request.headers.cookie);
    const token = await this.signIn.signIn({
      ...body,
      address,
      userAgent,
      correlationId,
      replaces,
    });
    const principal = await this.sessions.authenticate({ bearer: token, address, correlationId });
    if (!principal) throw new SessionRequired();
    const maxAge = this.config.get('SESSION_MAX_DAYS') * SECONDS_A_DAY;
    void reply.setCookie(SESSION_COOKIE, token, { ...this.cookieOptions(), maxAge });
    return this.queries.view(principal.scope);
  }

  @Get('session')
  @Access('signed-in')
  @ApiOperation({ operationId: 'getSession', summary: 'Who is signed in, and what they may do' })
  @ApiResponse({ status: 200, standardSchema: SessionViewSchema })
  view(@CurrentScope() scope: Scope): Promise<SessionView> {
    return this.queries.view(scope);
  }

  @Delete('session')
  @HttpCode(204)
  @Access('signed-in')
  @ApiOperation({ operationId: 'signOut', summary: 'Ends the session' })
  @ApiResponse({ status: 204 })
  async close(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.me.signOut(principal);
    void reply.clearCookie(SESSION_COOKIE, this.cookieOptions());
  }

  @Get('sessions')
  @Access('signed-in')
  @ApiOperation({ operationId: 'listSessions', summary: 'The open sessions of whoever asks' })
  @ApiResponse({ status: 200, standardSchema: SessionListSchema })
  list(@CurrentPrincipal() principal: Principal): Promise<SessionList> {
    return this.queries.list(principal);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @Access('signed-in')
  @ApiOperation({ operationId: 'endSession', summary: 'Ends one of the sessions of whoever asks' })
  @ApiResponse({ status: 204 })
  end(@CurrentScope() scope: Scope, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    return this.me.endSession(scope, id);
  }

  @Post('stream-tickets')
  @Access('stream.connect')
  @ApiOperation({
    operationId: 'issueStreamTicket',
    summary: 'A ticket that opens one stream, for 30 seconds',
  })
  @ApiResponse({ status: 201, standardSchema: StreamTicketSchema })
  ticket(@CurrentPrincipal() principal: Principal): Promise<StreamTicket> {
    return this.sessions.issueTicket(principal);
  }

  private cookieOptions() {
    const secure = this.config.publicUrl.startsWith('https://');
    return { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  }
}
