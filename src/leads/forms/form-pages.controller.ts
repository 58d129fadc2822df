import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../core/access';
import { Config } from '../../core/config';
import { languageOf, problemPages, show } from '../../core/pages';
import { RateLimitedAsForm } from '../../core/rate-limit';
import { parseFields } from '../../core/validation.pipe';
import { formPage, noFormPage, sentPage, tooOftenPage } from './form-page.rules';
import { faultsByField, fieldsOf, typedOf } from './form-fields.rules';
import { optInPage } from './opt-in-page.rules';
import { OptIns } from './opt-ins.service';
import { WebLeadSchema } from './web-leads.dto';
import { WebLeads } from './web-leads.service';

const STATUS = { asking: 200, confirmed: 200, expired: 410, unknown: 404 } as const;

const ProblemPages = problemPages((status, language) =>
  status === 429 ? tooOftenPage(language) : noFormPage(language),
);

/** Forms as pages of their own, and the confirmation of what was ticked on them. No script, no cookie, no session. */
@ApiExcludeController()
@Controller('f')
@UseFilters(ProblemPages)
export class FormPagesController {
  constructor(
    private readonly config: Config,
    private readonly leads: WebLeads,
    private readonly optIns: OptIns,
  ) {}

  @Get(':key')
  @Access('public')
  async open(
    @Param('key') key: string,
    @Query('lang') lang: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = await this.leads.get(key);
    await show(reply, 200, formPage(form, languageOf(lang), this.imprint()));
  }

  @Post(':key')
  @Access('public-link')
  @RateLimitedAsForm()
  async send(
    @Param('key') key: string,
    @Query('lang') lang: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = await this.leads.get(key);
    const language = languageOf(lang);
    const values = typedOf(body);
    const sent = parseFields(WebLeadSchema, fieldsOf(values, language));
    if ('faults' in sent && values['topic'] === undefined) {
      const faults = faultsByField(sent.faults, values, language);
      await show(reply, 400, formPage(form, language, this.imprint(), { values, faults }));
      return;
    }
    const url = `${this.config.publicUrl}/f/${form.key}`;
    const from = { url, address: request.ip, requestId: request.id };
    if ('value' in sent) await this.leads.take(form, sent.value, from);
    // Loading the answer anew sends nothing twice.
    await reply.redirect(`/f/${form.key}/sent?lang=${language}`, 303);
  }

  @Get(':key/sent')
  @Access('public')
  async thank(
    @Param('key') key: string,
    @Query('lang') lang: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = await this.leads.get(key);
    await show(reply, 200, sentPage(form, languageOf(lang), this.imprint()));
  }

  @Get('confirm/:token')
  @Access('public-link')
  async ask(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const shown = await this.optIns.look(token);
    await show(reply, STATUS[shown?.state ?? 'unknown'], optInPage(shown, token));
  }

  @Post('confirm/:token')
  @HttpCode(200)
  @Access('public-link')
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shown = await this.optIns.confirm(token, request.ip, request.id);
    await show(reply, STATUS[shown?.state ?? 'unknown'], optInPage(shown, token));
  }

  private imprint(): string {
    return this.config.get('EMAIL_IMPRINT');
  }
}
