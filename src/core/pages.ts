import { type ArgumentsHost, Catch, type ExceptionFilter, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from './page.rules';
import { Problem } from './problem';

type Language = 'de' | 'en';

/** German unless English is asked for. */
export function languageOf(lang: unknown): Language {
  return lang === 'en' ? 'en' : 'de';
}

export async function show(
  reply: FastifyReply,
  status: number,
  { html, headers }: Page,
): Promise<void> {
  await reply.status(status).headers(headers).send(html);
}

type PageOf = (status: number, language: Language) => Page;

/** The page of a route for what goes wrong before any of its code is asked: a body that is too large or of another kind. */
export const ProblemPage = (pageOf: PageOf): MethodDecorator & ClassDecorator =>
  RouteConfig({ problemPage: pageOf });

/** @returns null where a route has no such page, and for programs */
export function problemPageFor(request: FastifyRequest, status: number): Page | null {
  const { problemPage } = request.routeOptions.config as { problemPage?: PageOf };
  if (!problemPage || !request.headers.accept?.includes('text/html')) return null;
  return problemPage(status, languageOf((request.query as { lang?: unknown }).lang));
}

/** A person at a public page is told on a page what went wrong. */
export function problemPages(pageOf: PageOf): Type<ExceptionFilter<Problem>> {
  @Catch(Problem)
  class ProblemPages implements ExceptionFilter<Problem> {
    async catch({ problem, extras }: Problem, host: ArgumentsHost): Promise<void> {
      const http = host.switchToHttp();
      const { query } = http.getRequest<FastifyRequest<{ Querystring: { lang?: string } }>>();
      const reply = http.getResponse<FastifyReply>().headers(extras.headers ?? {});
      await show(reply, problem.status, pageOf(problem.status, languageOf(query.lang)));
    }
  }
  return ProblemPages;
}
