import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access } from '../../core/access';
import { Config } from '../../core/config';
import { RateLimitedAsForm } from '../../core/rate-limit';
import {
  FormKeySchema,
  type WebLead,
  WebLeadReceiptSchema,
  type WebLeadReceipt,
  WebLeadSchema,
} from './web-leads.dto';
import { WebLeads } from './web-leads.service';

/** For forms on other pages of the house, whose server passes them on. */
@ApiTags('forms')
@Controller('v1/forms')
export class FormsController {
  constructor(
    private readonly config: Config,
    private readonly leads: WebLeads,
  ) {}

  @Post(':key')
  @HttpCode(202)
  @Access('public-link')
  @RateLimitedAsForm()
  @ApiOperation({
    operationId: 'sendWebLead',
    summary: 'Takes what somebody sent by a public form; the answer never says whom we know',
  })
  @ApiResponse({ status: 202, standardSchema: WebLeadReceiptSchema })
  async send(
    @Param('key', { schema: FormKeySchema }) key: string,
    @Body({ schema: WebLeadSchema }) body: WebLead,
    @Req() request: FastifyRequest,
  ): Promise<WebLeadReceipt> {
    const form = await this.leads.get(key);
    const url = `${this.config.publicUrl}/v1/forms/${form.key}`;
    await this.leads.take(form, body, { url, address: request.ip, requestId: request.id });
    return { status: 'accepted' };
  }
}
