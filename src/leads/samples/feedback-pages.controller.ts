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
import { languageOf, ProblemPage, problemPages, show } from '../../core/pages';
import { RateLimitedAsForm } from '../../core/rate-limit';
import { faultPage, feedbackPage, type ShownFeedback } from './feedback-page.rules';
import { readFeedback, typedFeedback } from './feedback.rules';
import { SampleFeedback } from './feedback.service';

const STATUS = { asking: 200, given: 200, expired: 410, unknown: 404 } as const;

const ProblemPages = problemPages(problemPage);

/** How a sample was, asked of whoever got it. No script, no cookie, no session. */
@ApiExcludeController()
@Controller('f/feedback')
@UseFilters(ProblemPages)
export class FeedbackPagesController {
  constructor(private readonly feedback: SampleFeedback) {}

  @Get(':token')
  @Access('public-link')
  async ask(
    @Param('token') token: string,
    @Query('lang') lang: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shown = await this.feedback.look(token);
    await show(reply, statusOf(shown), feedbackPage(shown, { token, language: languageOf(lang) }));
  }

  @Post(':token')
  @HttpCode(200)
  @Access('public-link')
  @RateLimitedAsForm()
  @ProblemPage(problemPage)
  async give(
    @Param('token') token: string,
    @Query('lang') lang: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const language = languageOf(lang);
    const typed = typedFeedback(body);
    const read = readFeedback(typed);
    if ('faults' in read) {
      const shown = await this.feedback.look(token);
      const status = shown && statusOf(shown) === 200 ? 400 : statusOf(shown);
      const { faults } = read;
      await show(reply, status, feedbackPage(shown, { token, language, typed, faults }));
      return;
    }
    const shown = await this.feedback.give(token, read.feedback, request.id);
    await show(reply, statusOf(shown), feedbackPage(shown, { token, language }));
  }
}

const statusOf = (shown: ShownFeedback | null): number => STATUS[shown?.state ?? 'unknown'];

function problemPage(status: number, language: 'de' | 'en') {
  if (status === 429) return faultPage('often', language);
  if (status === 413 || status === 415) return faultPage('unread', language);
  return feedbackPage(null, { token: '', language });
}
