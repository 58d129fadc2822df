import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type MailWebhooks, MailWebhooksSchema } from './webhook-figures.dto';
import { WebhookFiguresQueries } from './webhook-figures.queries';

@ApiTags('operations')
@Controller('v1/email-webhooks')
export class WebhookFiguresController {
  constructor(private readonly figures: WebhookFiguresQueries) {}

  @Get()
  @Access('providers.read')
  @ApiOperation({
    operationId: 'listEmailWebhooks',
    summary: 'How the reports of mail providers come in',
  })
  @ApiResponse({ status: 200, standardSchema: MailWebhooksSchema })
  list(@CurrentScope() scope: Scope): Promise<MailWebhooks> {
    return this.figures.list(scope);
  }
}
