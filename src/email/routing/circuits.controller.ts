import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import type { ProviderId } from '../providers/email.provider';
import { CircuitActs } from './circuit-acts.service';
import {
  CircuitViewSchema,
  type CircuitView,
  type CloseCircuit,
  CloseCircuitSchema,
  ProviderIdSchema,
} from './circuits.dto';

@ApiTags('email')
@Controller('v1/email-circuits')
export class CircuitsController {
  constructor(private readonly acts: CircuitActs) {}

  @Post(':provider/closure')
  @HttpCode(200)
  @Access('emails.operate')
  @ApiOperation({
    operationId: 'closeMailCircuit',
    summary: 'Says that a provider of mail works again: it is asked at once, for everything',
  })
  @ApiResponse({ status: 200, standardSchema: CircuitViewSchema })
  close(
    @CurrentScope() scope: Scope,
    @Param('provider', { schema: ProviderIdSchema }) provider: ProviderId,
    @Body({ schema: CloseCircuitSchema }) body: CloseCircuit,
  ): Promise<CircuitView> {
    return this.acts.close(scope, provider, body);
  }
}
