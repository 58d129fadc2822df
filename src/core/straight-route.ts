import { applyDecorators, type INestApplicationContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Access } from './access';

/** Answers a request by itself; what it throws becomes problem details as anywhere. */
export type StraightHandler = (request: FastifyRequest) => Promise<string>;

interface StraightConfig {
  readonly readsBytes: number;
  readonly straight: (app: INestApplicationContext) => StraightHandler;
}

/**
 * A route of a machine that calls hundreds of times a second and proves by itself who calls: no guard, limit, interceptor
 * or pipe stands before its handler, which together cost several times what it does. Open to everybody, so the handler
 * checks its bytes.
 * @param readsBytes the most that a body may have; it stays unparsed in `rawBody`
 */
export const StraightRoute = (config: StraightConfig) =>
  applyDecorators(Access('public'), RouteConfig(config));

/** The handler that a route goes straight to; null for every other. */
export function straightHandlerOf(
  config: unknown,
  app: INestApplicationContext,
): StraightHandler | null {
  const find: unknown = typeof config === 'object' && config && Reflect.get(config, 'straight');
  return typeof find === 'function' ? (find as StraightConfig['straight'])(app) : null;
}
