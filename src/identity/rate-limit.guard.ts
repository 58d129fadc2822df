import { type ExecutionContext, Injectable } from '@nestjs/common';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
} from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../core/config';
import { RATE_LIMIT } from '../core/rate-limit';
import { RateLimited } from './identity.problems';
import type { Principal } from './sessions/sessions.service';

const MINUTE_MS = 60_000;
const STRANGERS_MINUTES = 5;

const LIMIT_KINDS = ['read', 'write', 'search', 'sign-in', 'form'] as const;
type LimitKind = (typeof LIMIT_KINDS)[number];
/** Of people whom nobody knows yet. */
const STRANGERS: readonly LimitKind[] = ['sign-in', 'form'];
type GuardedRequest = FastifyRequest & { principal?: Principal };

/**
 * So many requests a minute, by person and route; in five minutes `sign-in` by address and account, `form` by address and
 * form, whichever way it comes. Each process counts for itself, by its own steady time: n processes let through n times as
 * much, which is enough against a runaway client.
 */
export function rateLimits(config: Config): ThrottlerModuleOptions {
  const limits: Record<LimitKind, number> = {
    read: config.get('RATE_LIMIT_READS_PER_MINUTE'),
    write: config.get('RATE_LIMIT_WRITES_PER_MINUTE'),
    search: config.get('RATE_LIMIT_SEARCHES_PER_MINUTE'),
    'sign-in': config.get('RATE_LIMIT_SIGN_INS_PER_5_MINUTES'),
    form: config.get('RATE_LIMIT_FORMS_PER_5_MINUTES'),
  };
  return {
    throttlers: [
      {
        limit: (context) => limits[kindOf(context)],
        ttl: (context) => (STRANGERS.includes(kindOf(context)) ? STRANGERS_MINUTES : 1) * MINUTE_MS,
      },
    ],
    generateKey: (context, tracker) =>
      kindOf(context) === 'form'
        ? formKey(context.switchToHttp().getRequest<FastifyRequest>())
        : `${context.getClass().name}.${context.getHandler().name} ${kindOf(context)} ${tracker}`,
    setHeaders: false,
  };
}

/** Answers 429 with `Retry-After` to who asks too often; stands behind the guard that knows who asks. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(context.getType() !== 'http');
  }

  protected override getTracker(request: GuardedRequest): Promise<string> {
    const { principal, ip, body } = request;
    const email: unknown = typeof body === 'object' && body && Reflect.get(body, 'email');
    const account = typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : '';
    return Promise.resolve(principal?.scope.userId ?? `${ip} ${account}`);
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new RateLimited(undefined, { headers: { 'retry-after': String(timeToBlockExpire) } });
  }
}

function kindOf(context: ExecutionContext): LimitKind {
  const { method, query } = context.switchToHttp().getRequest<FastifyRequest>();
  const marked: unknown = Reflect.getMetadata(RATE_LIMIT, context.getHandler());
  const kind = LIMIT_KINDS.find((one) => one === marked);
  if (kind) return kind;
  if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) return 'write';
  return typeof query === 'object' && query !== null && 'q' in query ? 'search' : 'read';
}

/** What else was typed does not count: whoever sends rubbish changes it each time. */
function formKey({ ip, params }: FastifyRequest): string {
  const key: unknown = typeof params === 'object' && params && Reflect.get(params, 'key');
  return `form ${ip} ${typeof key === 'string' ? key.slice(0, 40) : ''}`;
}
