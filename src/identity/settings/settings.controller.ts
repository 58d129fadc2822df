import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
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
  @ApiOperation({ operationId: 'putSetting', summary: 'Sets a value from now on' })
  @ApiResponse({ status: 200, standardSchema: SettingViewSchema })
  put(
    @CurrentScope() scope: Scope,
    @Param('key', { schema: z.string().max(100) }) key: string,
    @Body({ schema: PutSettingSchema }) body: PutSetting,
  ): Promise<SettingView> {
    return this.settings.put(scope, key, body);
  }
}
