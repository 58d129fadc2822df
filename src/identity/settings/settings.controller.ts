import { Body, Controller, Get, Headers, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import { SettingChanges } from './setting-changes.service';
import {
  type PutSetting,
  PutSettingSchema,
  type SettingList,
  SettingListSchema,
  type SettingView,
  SettingViewSchema,
} from './settings.dto';

@ApiTags('settings')
@Controller('v1/settings')
export class SettingsController {
  constructor(private readonly settings: SettingChanges) {}

  @Get()
  @Access('settings.read')
  @ApiOperation({
    operationId: 'listSettings',
    summary: 'Every setting, with the values that count now',
  })
  @ApiResponse({ status: 200, standardSchema: SettingListSchema })
  async list(@CurrentScope() scope: Scope): Promise<SettingList> {
    return { items: await this.settings.list(scope) };
  }

  @Put(':key')
  @Access('settings.write')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'putSetting',
    summary: 'Sets a value from now on',
    description:
      'If-Match names the value that stood at this very place: `"setting-<id>"`, or `"setting-default"` where none was set.',
  })
  @ApiResponse({ status: 200, standardSchema: SettingViewSchema })
  put(
    @CurrentScope() scope: Scope,
    @Param('key', { schema: z.string().max(100) }) key: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: PutSettingSchema }) body: PutSetting,
  ): Promise<SettingView> {
    return this.settings.put(scope, key, ifMatch, body);
  }
}
