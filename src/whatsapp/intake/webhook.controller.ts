import { Controller, Get, Header, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { Config } from '../../core/config';
import { RouteNotFound } from '../../core/core.problems';
import { StraightRoute } from '../../core/straight-route';
import { modeOf } from '../mode.rules';
import { WebhookNotSigned, WebhookNotVerified } from '../whatsapp.problems';
import { IntakeCounts } from './intake-counts.service';
import { WebhookIntake } from './intake.service';
import { Secrets } from './secrets.service';
import { isSameWord, isSigned } from './signature.rules';

/** Meta's limit of one body. */
const MOST_BYTES = 3 * 1024 * 1024;

const HandshakeSchema = z.looseObject({
  'hub.mode': z.string().max(64).optional(),
  'hub.verify_token': z.string().max(512).optional(),
  'hub.challenge': z.string().max(512).optional(),
});
type Handshake = z.output<typeof HandshakeSchema>;

/** Where WhatsApp calls us; the signature is the permission, and nobody is counted against a limit. */
@ApiTags('whatsapp')
@Controller('webhook')
@SkipThrottle()
export class WebhookController {
  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly intake: WebhookIntake,
    private readonly counts: IntakeCounts,
  ) {}

  @Get()
  @Access('public')
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({
    operationId: 'verifyWebhook',
    summary: 'The handshake by which Meta learns that this address is ours',
  })
  @ApiQuery({ name: 'hub.mode', required: false })
  @ApiQuery({ name: 'hub.verify_token', required: false })
  @ApiQuery({ name: 'hub.challenge', required: false })
  @ApiResponse({ status: 200, description: 'The challenge, as it was given' })
  verify(@Query({ schema: HandshakeSchema }) asked: Handshake): string {
    const token = modeOf(this.config) === 'off' ? undefined : this.secrets.verifyToken();
    const isOurs = token !== undefined && isSameWord(asked['hub.verify_token'] ?? '', token);
    if (!isOurs || asked['hub.mode'] !== 'subscribe') throw new WebhookNotVerified();
    return asked['hub.challenge'] ?? '';
  }

  @Post()
  @HttpCode(200)
  @StraightRoute({
    readsBytes: MOST_BYTES,
    straight: (app) => {
      const door = app.get(WebhookController);
      return (request) => door.take(request);
    },
  })
  @ApiOperation({
    operationId: 'takeWebhook',
    summary: 'Messages, receipts and notices of WhatsApp, kept before they are answered',
  })
  @ApiHeader({
    name: 'X-Hub-Signature-256',
    required: true,
    description: 'sha256=<hex>: HMAC-SHA-256 of the body as sent, with the secret of the app',
    schema: { type: 'string' },
  })
  @ApiResponse({ status: 200, description: 'It is kept' })
  async take(@Req() request: FastifyRequest & { rawBody?: Buffer }): Promise<string> {
    if (modeOf(this.config) === 'off') throw new RouteNotFound();
    const began = performance.now();
    const body = request.rawBody ?? Buffer.alloc(0);
    const header = request.headers['x-hub-signature-256'];
    if (
      !isSigned(body, typeof header === 'string' ? header : undefined, this.secrets.appSecrets())
    ) {
      this.counts.refused();
      throw new WebhookNotSigned();
    }
    await this.intake.keep(body);
    this.counts.answered(performance.now() - began);
    return '';
  }
}
