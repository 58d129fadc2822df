import { Body, Controller, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { RateLimitedAsSignIn } from '../../core/rate-limit';
import { CurrentPrincipal, CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import {
  type ChangePassword,
  ChangePasswordSchema,
  type Preferences,
  PreferencesSchema,
  type SessionView,
  SessionViewSchema,
} from '../sessions/sessions.dto';
import { SessionsQueries } from '../sessions/sessions.queries';
import type { Principal } from '../sessions/sessions.service';
import { MeService } from './me.service';

@ApiTags('sessions')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly sessions: SessionsQueries,
  ) {}

  @Patch()
  @Access('signed-in')
  @ApiOperation({
    operationId: 'changeMe',
    summary: 'Changes name and preferences of whoever asks',
  })
  @ApiResponse({ status: 200, standardSchema: SessionViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Body({ schema: PreferencesSchema }) body: Preferences,
  ): Promise<SessionView> {
    await this.me.change(scope, body);
    return this.sessions.view(scope);
  }

  @Post('password')
  @HttpCode(204)
  @Access('signed-in')
  @RateLimitedAsSignIn()
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Sets another password and ends every other session',
  })
  @ApiResponse({ status: 204 })
  password(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: ChangePasswordSchema }) body: ChangePassword,
  ): Promise<void> {
    return this.me.changePassword(principal, body);
  }
}
