import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type MoveSample,
  MoveSampleSchema,
  type RequestSample,
  RequestSampleSchema,
  type SampleList,
  SampleListSchema,
  type SampleMove,
  SampleMoveSchema,
  type SampleView,
  SampleViewSchema,
} from './samples.dto';
import { SamplesService } from './samples.service';

const IdSchema = z.uuid();

@ApiTags('samples')
@Controller('v1/leads/:id/samples')
export class SamplesController {
  constructor(private readonly samples: SamplesService) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({ operationId: 'listSamples', summary: 'The sample boxes of a lead' })
  @ApiResponse({ status: 200, standardSchema: SampleListSchema })
  list(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<SampleList> {
    return this.samples.list(scope, id);
  }

  @Post()
  @Access('leads.write')
  @ApiOperation({ operationId: 'requestSample', summary: 'Wants a sample box sent' })
  @ApiResponse({ status: 201, standardSchema: SampleViewSchema })
  request(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: RequestSampleSchema }) body: RequestSample,
  ): Promise<SampleView> {
    return this.samples.request(scope, id, body);
  }

  @Post(':sampleId/:move')
  @HttpCode(200)
  @Access('leads.write')
  @ApiOperation({
    operationId: 'moveSample',
    summary: 'The box was packed, shipped, delivered or called off; a delivery anchors follow-ups',
  })
  @ApiResponse({ status: 200, standardSchema: SampleViewSchema })
  move(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) leadId: string,
    @Param('sampleId', { schema: IdSchema }) id: string,
    @Param('move', { schema: SampleMoveSchema }) move: SampleMove,
    @Body({ schema: MoveSampleSchema }) body: MoveSample,
  ): Promise<SampleView> {
    return this.samples.move(scope, { leadId, id, move }, body);
  }
}
