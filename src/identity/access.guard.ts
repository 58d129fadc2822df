import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS } from '../core/access';
import { isKnownAct, mayPerform } from './access.rules';
import {
  AccessDenied,
  CsrfHeaderMissing,
  SessionRequired,
  TokenLacksAct,
} from './identity.problems';
import type { Scope } from './scope.rules';
import { hasSessionCookie } from './sessions/session-cookie.rules';
import { type Principal, Sessions } from './sessions/sessions.service';
import { bearerIn } from './tokens/api-token.rules';

type GuardedRequest = FastifyRequest & { principal?: Principal };

const PATH = 'path';
const CHANGES_NOTHING = ['GET', 'HEAD', 'OPTIONS'];

/** Asks at every endpoint who is there and whether their role may perform the act that it names. */
@Injectable()
export class AccessGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly sessions: Sessions,
  ) {}

  /** @throws Error naming every endpoint whose act is missing or unknown, so that none goes out open or dead */
  onApplicationBootstrap(): void {
    const faults = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as object;
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const handler: unknown = Reflect.get(prototype, method);
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH, handler)) return [];
        const act = this.reflector.get<string | undefined>(ACCESS, handler);
        return act !== undefined && isKnownAct(act)
          ? []
          : [`${metatype.name}.${method} (${act ?? 'no @Access'})`];
      });
    });
    if (faults.length > 0)
      throw new Error(
        `Every endpoint names its act with @Access, and access.rules.ts says who may perform it. Missing: ${faults.join(', ')}`,
      );
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // A stream asks at its handshake and for each event; here is only what comes by HTTP.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const { cookie, authorization } = request.headers;
    const bearer = bearerIn(authorization);
    const act = this.reflector.get<string | undefined>(ACCESS, context.getHandler());
    // The link is the permission: a form on its page can send no header, and what it does is not done as a user.
    if (act === 'public-link') return true;
    if (
      !CHANGES_NOTHING.includes(request.method) &&
      bearer === undefined &&
      hasSessionCookie(cookie) &&
      request.headers['x-relance-client'] === undefined
    )
      throw new CsrfHeaderMissing();
    if (act === 'public') return true;
    const principal = await this.sessions.authenticate({
      cookie,
      bearer,
      address: request.ip,
      correlationId: request.id,
    });
    if (!principal) throw new SessionRequired();
    const { role } = principal.scope;
    if (act === undefined || role === 'SYSTEM' || !mayPerform(role, act)) throw new AccessDenied();
    if (principal.acts && !principal.acts.includes(act)) throw new TokenLacksAct();
    request.principal = principal;
    return true;
  }
}

/** The session behind the request, for endpoints that are about the session itself; an API token has none. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<GuardedRequest>();
    if (!principal || principal.acts) throw new SessionRequired();
    return principal;
  },
);

/** The scope of whoever asks; not for `public` endpoints, where there is none. */
export const CurrentScope = createParamDecorator((_: unknown, context: ExecutionContext): Scope => {
  const { principal } = context.switchToHttp().getRequest<GuardedRequest>();
  if (!principal) throw new SessionRequired();
  return principal.scope;
});
