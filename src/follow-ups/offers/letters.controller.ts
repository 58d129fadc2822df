import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { Templates } from '../../email';
import { CurrentScope, type Scope } from '../../identity';
import {
  type LetterPreview,
  LetterPreviewSchema,
  type LetterView,
  LetterViewSchema,
} from './letters.dto';
import { LetterValues } from './letter-values.queries';

@ApiTags('follow-ups')
@Controller('v1/leads')
export class LettersController {
  constructor(
    private readonly letters: LetterValues,
    private readonly templates: Templates,
  ) {}

  @Post(':id/letter-preview')
  @HttpCode(200)
  @Access('templates.read')
  @ApiOperation({
    operationId: 'previewLetter',
    summary: 'What a template version would say to this lead, if it were written now',
  })
  @ApiResponse({ status: 200, standardSchema: LetterViewSchema })
  async preview(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: LetterPreviewSchema }) { versionId, ...ask }: LetterPreview,
  ): Promise<LetterView> {
    const values = await this.letters.of(scope, id, ask.locale);
    return this.templates.preview(scope, versionId, { ...ask, values: 'sample' }, values);
  }
}
