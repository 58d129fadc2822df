import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { RouteNotFound } from '../../core/core.problems';
import { StraightRoute } from '../../core/straight-route';
import { WebhookDoors } from './webhook-doors.service';

const MOST_SENDGRID_BYTES = 2 * 1024 * 1024;
/** SNS carries no more. */
const MOST_SNS_BYTES = 256 * 1024;

type RawRequest = FastifyRequest & { rawBody?: Buffer };

/** Where mail providers call us; the signature is the permission, and nobody is counted against a limit. */
@ApiTags('email')
@Controller('hooks/email')
@SkipThrottle()
export class WebhooksController {
  constructor(private readonly doors: WebhookDoors) {}

  @Post('sendgrid')
  @HttpCode(200)
  @StraightRoute({
    readsBytes: MOST_SENDGRID_BYTES,
    straight: (app) => {
      const door = app.get(WebhooksController);
      return (request) => door.takeSendGrid(request);
    },
  })
  @ApiOperation({
    operationId: 'takeSendGridEvents',
    summary: 'Events of SendGrid, kept before they are answered',
    description:
      'The event webhook of SendGrid with signature verification. Each event once by sg_event_id; openings and clicks are not kept.',
  })
  @ApiHeader({
    name: 'X-Twilio-Email-Event-Webhook-Signature',
    required: true,
    description: 'ECDSA (P-256, SHA-256, DER in base 64) over the timestamp and the body as sent',
    schema: { type: 'string' },
  })
  @ApiHeader({
    name: 'X-Twilio-Email-Event-Webhook-Timestamp',
    required: true,
    description: 'Unix seconds',
    schema: { type: 'string' },
  })
  @ApiBody({
    description: 'A list of events',
    schema: { type: 'array', items: { type: 'object' } },
  })
  @ApiResponse({ status: 200, description: 'They are kept' })
  async takeSendGrid(@Req() request: RawRequest): Promise<string> {
    if (!this.doors.isOpen('sendgrid')) throw new RouteNotFound();
    await this.doors.takeSendGrid({
      body: request.rawBody ?? Buffer.alloc(0),
      signature: header(request, 'x-twilio-email-event-webhook-signature'),
      timestamp: header(request, 'x-twilio-email-event-webhook-timestamp'),
    });
    return '';
  }

  @Post('ses')
  @HttpCode(200)
  @StraightRoute({
    readsBytes: MOST_SNS_BYTES,
    straight: (app) => {
      const door = app.get(WebhooksController);
      return (request) => door.takeSes(request);
    },
  })
  @ApiOperation({
    operationId: 'takeSesEvents',
    summary: 'Events of Amazon SES by way of SNS, kept before they are answered',
    description:
      'A subscription of SNS over HTTPS, without raw delivery. It is confirmed by itself for topics in EMAIL_SES_TOPIC_ARNS.',
  })
  @ApiHeader({
    name: 'x-amz-sns-message-type',
    required: true,
    description: 'As `Type` of the body',
    schema: { type: 'string' },
  })
  @ApiBody({ description: 'A message of SNS', schema: { type: 'object' } })
  @ApiResponse({ status: 200, description: 'It is kept, or the subscription is confirmed' })
  async takeSes(@Req() request: RawRequest): Promise<string> {
    if (!this.doors.isOpen('ses')) throw new RouteNotFound();
    await this.doors.takeSns({
      body: request.rawBody ?? Buffer.alloc(0),
      type: header(request, 'x-amz-sns-message-type'),
      rawDelivery: header(request, 'x-amz-sns-rawdelivery'),
    });
    return '';
  }
}

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
