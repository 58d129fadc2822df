import { createHmac, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../../core/config';
import { RouteNotFound } from '../../core/core.problems';
import { OrderNotSigned } from '../customers.problems';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * Lets in only what whoever knows ERP_WEBHOOK_SECRET has signed: the HMAC-SHA-256 (RFC 2104) of the body as it was sent.
 * Sent again it does nothing new, because the order number decides, so the signature carries no time.
 */
@Injectable()
export class ErpSignatureGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  /** @throws RouteNotFound when no secret is set, OrderNotSigned */
  canActivate(context: ExecutionContext): boolean {
    const secret = this.config.get('ERP_WEBHOOK_SECRET');
    if (secret === undefined) throw new RouteNotFound();
    const request = context.switchToHttp().getRequest<FastifyRequest & { rawBody?: Buffer }>();
    const [, given] = SIGNATURE.exec(String(request.headers['x-signature'])) ?? [];
    const wanted = createHmac('sha256', secret)
      .update(request.rawBody ?? Buffer.alloc(0))
      .digest();
    if (!given || !timingSafeEqual(Buffer.from(given, 'hex'), wanted)) throw new OrderNotSigned();
    return true;
  }
}
