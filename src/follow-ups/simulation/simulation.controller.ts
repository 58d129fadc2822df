import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type Simulate, SimulateSchema, type Simulation, SimulationSchema } from './simulation.dto';
import { SimulationQueries } from './simulation.queries';

@ApiTags('sequences')
@Controller('v1/sequences')
export class SimulationController {
  constructor(private readonly simulations: SimulationQueries) {}

  @Post(':id/simulation')
  @HttpCode(200)
  @Access('sequences.simulate')
  @ApiOperation({
    operationId: 'simulateSequence',
    summary: 'Who would have got what and when, and how that differs from what happened',
  })
  @ApiResponse({ status: 200, standardSchema: SimulationSchema })
  simulate(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: SimulateSchema }) body: Simulate,
  ): Promise<Simulation> {
    return this.simulations.simulate(scope, id, body);
  }
}
