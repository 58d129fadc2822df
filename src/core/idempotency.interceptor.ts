import { createHmac } from 'node:crypto';
import { pipeline, Readable, Transform } from 'node:stream';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, of } from 'rxjs';
import { Config } from './config';
import { AnswerLost, IdempotencyKeyReused, InvalidRequest, RequestInFlight } from './core.problems';
import type { DbScope } from './database';
import { IdempotencyKeys, type KeyedRequest, type StoredAnswer } from './idempotency-keys';
import { Log } from './log';

/** What a guard and the reading of bodies leave on a request. */
type Asked = FastifyRequest & {
  principal?: { readonly scope: DbScope };
  rawBody?: Buffer;
  claimed?: {
    readonly asked: KeyedRequest;
    readonly attempt: number;
    /** Null unless all of a streamed body was read. */
    readonly bodyHash: () => Buffer | null;
  };
};

const KEY = /^[\x21-\x7e]{1,200}$/;
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'retry-after'];

/** `Idempotency-Key` on every POST of somebody who is signed in: asked again, the same answer, and no second effect. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly secret: string;

  constructor(
    private readonly keys: IdempotencyKeys,
    config: Config,
  ) {
    this.secret = config.get('SECRET_KEY') ?? '';
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Asked>();
    const asked = this.asked(request);
    if (!asked) return next.handle();
    const claim = await this.keys.claim(asked);
    switch (claim.kind) {
      case 'first':
        this.begin(request, asked, claim.attempt);
        return next.handle();
      case 'answered':
        await this.requireSameBody(request, claim.answer);
        return of(repeated(context.switchToHttp().getResponse<FastifyReply>(), claim.answer));
      case 'other-request':
        throw new IdempotencyKeyReused();
      case 'in-flight':
        throw new RequestInFlight(undefined, { headers: { 'retry-after': '1' } });
      case 'answer-lost':
        throw new AnswerLost();
    }
  }

  /** @throws InvalidRequest for a key that is none */
  private asked(request: Asked): KeyedRequest | null {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined || !request.principal) return null;
    if (typeof key !== 'string' || !KEY.test(key)) {
      const detail = {
        en: 'Idempotency-Key must be 1 to 200 printable characters without blanks',
        de: 'Idempotency-Key hat 1 bis 200 druckbare Zeichen ohne Leerzeichen',
      };
      throw new InvalidRequest(undefined, { errors: [{ pointer: '#', detail }] });
    }
    return {
      userId: request.principal.scope.actor.id,
      route: `POST ${request.url.split('?')[0] ?? ''}`,
      key,
      hash: this.digest(request),
    };
  }

  /**
   * A keyed digest, since a body may hold a password. Of a body that is read as a stream only the length is known
   * before it is read; its content is held against that of the first request when there is an answer to repeat.
   */
  private digest({ url, headers, rawBody }: Asked): Buffer {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([url, headers['content-type'] ?? '']))
      .update(rawBody ?? `length ${headers['content-length'] ?? ''}`)
      .digest();
  }

  /** Reads a streamed body to its end. @throws IdempotencyKeyReused when it says something else than the first one */
  private async requireSameBody({ body }: Asked, { bodyHash }: StoredAnswer): Promise<void> {
    if (!bodyHash || !(body instanceof Readable)) return;
    const hash = createHmac('sha256', this.secret);
    for await (const piece of body) hash.update(piece as Uint8Array);
    if (!hash.digest().equals(bodyHash)) throw new IdempotencyKeyReused();
  }

  /** Lets a streamed body pass and digests it on its way. */
  private tapped(request: Asked): () => Buffer | null {
    const { body } = request;
    if (!(body instanceof Readable)) return () => null;
    const hash = createHmac('sha256', this.secret);
    let digest: Buffer | null = null;
    const tap = new Transform({
      transform: (piece: Uint8Array, _, done) => {
        hash.update(piece);
        done(null, piece);
      },
      flush: (done) => {
        digest = hash.digest();
        done();
      },
    });
    // A fault of either side reaches the other; whoever reads the body hears of it there.
    pipeline(body, tap, () => {});
    request.body = tap;
    return () => digest;
  }

  private begin(request: Asked, asked: KeyedRequest, attempt: number): void {
    request.claimed = { asked, attempt, bodyHash: this.tapped(request) };
    if (!request.principal) return;
    const scope: DbScope = {
      ...request.principal.scope,
      beforeCommit: (tx) => this.keys.mark(tx, asked, attempt),
    };
    request.principal = { ...request.principal, scope };
  }
}

function repeated(reply: FastifyReply, { status, headers, body }: StoredAnswer): unknown {
  void reply.status(status).headers(headers).header('idempotency-replayed', 'true');
  return body ?? undefined;
}

/** Keeps every answer to a claimed request as it leaves, errors included, before the caller has it. */
export function keepAnswers(app: NestFastifyApplication, log: Log): void {
  const keys = app.get(IdempotencyKeys);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request: Asked, reply, payload) => {
      const { claimed } = request;
      if (!claimed) return payload;
      const body = bytesOf(payload);
      if (body === undefined) return payload;
      try {
        const bodyHash = claimed.bodyHash();
        const answer = { status: reply.statusCode, headers: keptHeaders(reply), body, bodyHash };
        await keys.settle(claimed.asked, claimed.attempt, answer);
      } catch (error) {
        // What was done is done: the caller gets the answer, and a repetition learns that it was lost.
        log.error('idempotency.answer.lost', error, { requestId: request.id });
      }
      return payload;
    });
}

function bytesOf(payload: unknown): Buffer | null | undefined {
  if (payload === null || payload === undefined) return null;
  if (typeof payload === 'string') return Buffer.from(payload);
  return Buffer.isBuffer(payload) ? payload : undefined;
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}
