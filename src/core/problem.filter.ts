import '@fastify/static';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BodyTooLarge,
  DatabaseUnavailable,
  InternalError,
  InvalidRequest,
  MalformedBody,
  RouteNotFound,
  UnsupportedMediaType,
} from './core.problems';
import { Ids } from './ids';
import { Log } from './log';
import { problemPageFor, show } from './pages';
import { languageAsked, Problem, problemBody } from './problem';

/** Turns every error into problem details; what nobody expected is logged once, under an id that the answer carries. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly ids: Ids,
    private readonly log: Log,
    private readonly page: (request: FastifyRequest) => string | null,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) return;
    const problem = asProblem(error) ?? this.unexpected(error, request);
    // The screens route in the browser: an address without a file is the application, not an error.
    const page = problem instanceof RouteNotFound ? this.page(request) : null;
    if (page) {
      await reply.header('cache-control', 'no-cache').sendFile(page);
      return;
    }
    const { status } = problem.problem;
    const told = problemPageFor(request, status);
    if (told) {
      await show(reply.headers(problem.extras.headers ?? {}), status, told);
      return;
    }
    const language = languageAsked(request.headers['accept-language']);
    await reply
      .status(status)
      .headers({
        ...problem.extras.headers,
        'cache-control': 'no-store',
        'content-language': language,
      })
      .type('application/problem+json')
      .send(problemBody(problem, request.url, language));
  }

  private unexpected(error: unknown, request: FastifyRequest): Problem {
    const errorId = this.ids.uuid().slice(-8).toUpperCase();
    const route = request.routeOptions.url;
    this.log.error('request.failed', error, { errorId, requestId: request.id, route });
    const extras = { members: { errorId } };
    return isConnectionFault(error)
      ? new DatabaseUnavailable(undefined, { ...extras, headers: { 'retry-after': '5' } })
      : new InternalError(undefined, extras);
  }
}

function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  const status = error instanceof HttpException ? error.getStatus() : fastifyStatus(error);
  if (status === 404) return new RouteNotFound();
  if (status === 413) return new BodyTooLarge();
  if (status === 415) return new UnsupportedMediaType();
  if (error instanceof SyntaxError && status === 400) return new MalformedBody();
  if (status !== null && status >= 400 && status < 500) return new InvalidRequest();
  return null;
}

function fastifyStatus(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const status: unknown = Reflect.get(error, 'statusCode');
  return typeof status === 'number' ? status : null;
}

/** Class 08, 57P0x, and what the socket says when PostgreSQL is gone. */
function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String(Reflect.get(error, 'code') ?? '');
  return (
    /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code) ||
    /terminated unexpectedly|Connection terminated|timeout exceeded when trying to connect/.test(
      error.message,
    )
  );
}
