import { Body, Controller, Get, Headers, Param, Patch, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import {
  type ChangeTerritory,
  ChangeTerritorySchema,
  type TerritoryList,
  TerritoryListSchema,
  TerritorySchema,
  type TerritoryView,
} from './territories.dto';
import { TerritoriesQueries } from './territories.queries';
import { TerritoriesService, territoryEtag } from './territories.service';

@ApiTags('teams')
@Controller('v1/territories')
export class TerritoriesController {
  constructor(
    private readonly territories: TerritoriesService,
    private readonly queries: TerritoriesQueries,
  ) {}

  @Get()
  @Access('territories.read')
  @ApiOperation({ operationId: 'listTerritories', summary: 'All territories with their tax rates' })
  @ApiResponse({ status: 200, standardSchema: TerritoryListSchema })
  list(@CurrentScope() scope: Scope): Promise<TerritoryList> {
    return this.queries.list(scope);
  }

  @Patch(':code')
  @Access('territories.manage')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'changeTerritory',
    summary: 'Changes name, legal text or tax rates of the version named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: TerritorySchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('code', { schema: z.string().regex(/^[A-Z][A-Z0-9_-]{0,29}$/) }) code: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeTerritorySchema }) body: ChangeTerritory,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TerritoryView> {
    const territory = await this.territories.change(scope, code, ifMatch, body);
    void reply.header('etag', territoryEtag(territory));
    return territory;
  }
}
