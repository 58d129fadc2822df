import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type Reason, ReasonSchema } from '../leads.dto';
import {
  type ClockStopList,
  ClockStopListSchema,
  type ClockStopView,
  ClockStopViewSchema,
  type RequestClockStop,
  RequestClockStopSchema,
} from './clock-stops.dto';
import { ClockStopsQueries } from './clock-stops.queries';
import { ClockStops } from './clock-stops.service';

const IdSchema = z.uuid();

@ApiTags('clock-stops')
@Controller('v1/leads/:id/clock-stops')
export class ClockStopsController {
  constructor(
    private readonly stops: ClockStops,
    private readonly queries: ClockStopsQueries,
  ) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({ operationId: 'listClockStops', summary: 'When and why its clock stood still' })
  @ApiResponse({ status: 200, standardSchema: ClockStopListSchema })
  list(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<ClockStopList> {
    return this.queries.list(scope, id);
  }

  @Post()
  @Access('leads.write')
  @ApiOperation({ operationId: 'requestClockStop', summary: 'Asks a manager to stop the clock' })
  @ApiResponse({ status: 201, standardSchema: ClockStopViewSchema })
  request(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: RequestClockStopSchema }) body: RequestClockStop,
  ): Promise<ClockStopView> {
    return this.stops.request(scope, id, body);
  }

  @Post(':stopId/approval')
  @HttpCode(200)
  @Access('leads.clock')
  @ApiOperation({ operationId: 'approveClockStop', summary: 'The clock stands from now on' })
  @ApiResponse({ status: 200, standardSchema: ClockStopViewSchema })
  approve(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('stopId', { schema: IdSchema }) stopId: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
  ): Promise<ClockStopView> {
    return this.stops.approve(scope, id, stopId, reason);
  }

  @Post(':stopId/refusal')
  @HttpCode(200)
  @Access('leads.clock')
  @ApiOperation({ operationId: 'refuseClockStop', summary: 'The clock goes on' })
  @ApiResponse({ status: 200, standardSchema: ClockStopViewSchema })
  refuse(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('stopId', { schema: IdSchema }) stopId: string,
    @Body({ schema: ReasonSchema }) { reason }: Reason,
  ): Promise<ClockStopView> {
    return this.stops.refuse(scope, id, stopId, reason);
  }

  @Post(':stopId/withdrawal')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'withdrawClockStop',
    summary: 'Whoever asked for it does not any more',
  })
  @ApiResponse({ status: 200, standardSchema: ClockStopViewSchema })
  withdraw(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('stopId', { schema: IdSchema }) stopId: string,
  ): Promise<ClockStopView> {
    return this.stops.withdraw(scope, id, stopId);
  }

  @Post(':stopId/end')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({ operationId: 'endClockStop', summary: 'Lets the clock run again' })
  @ApiResponse({ status: 200, standardSchema: ClockStopViewSchema })
  end(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Param('stopId', { schema: IdSchema }) stopId: string,
  ): Promise<ClockStopView> {
    return this.stops.end(scope, id, stopId);
  }
}
