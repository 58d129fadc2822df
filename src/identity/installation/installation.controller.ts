import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import {
  type ConfirmInstallation,
  ConfirmInstallationSchema,
  type InstallationView,
  InstallationViewSchema,
} from './installation.dto';
import { Installation } from './installation.service';

@ApiTags('installation')
@Controller('v1/installation')
export class InstallationController {
  constructor(private readonly installation: Installation) {}

  @Get()
  @Access('installation.read')
  @ApiOperation({
    operationId: 'getInstallation',
    summary: 'Whether this database runs where it belongs',
  })
  @ApiResponse({ status: 200, standardSchema: InstallationViewSchema })
  view(@CurrentScope() scope: Scope): Promise<InstallationView> {
    return this.installation.view(scope);
  }

  @Post('confirmation')
  @HttpCode(200)
  @Access('installation.confirm')
  @ApiOperation({
    operationId: 'confirmInstallation',
    summary: 'Lets a restored database send again, from here',
  })
  @ApiResponse({ status: 200, standardSchema: InstallationViewSchema })
  confirm(
    @CurrentScope() scope: Scope,
    @Body({ schema: ConfirmInstallationSchema }) { reason }: ConfirmInstallation,
  ): Promise<InstallationView> {
    return this.installation.confirm(scope, reason);
  }
}
