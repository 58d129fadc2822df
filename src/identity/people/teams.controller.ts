import { Body, Controller, Get, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import {
  type ChangeTeam,
  ChangeTeamSchema,
  type ColleagueList,
  ColleagueListSchema,
  type CreateTeam,
  CreateTeamSchema,
  type TeamList,
  TeamListSchema,
  type TeamView,
  TeamViewSchema,
  type TerritoryList,
  TerritoryListSchema,
} from './teams.dto';
import { TeamsQueries } from './teams.queries';
import { TeamsService } from './teams.service';

@ApiTags('teams')
@Controller('v1')
export class TeamsController {
  constructor(
    private readonly teams: TeamsService,
    private readonly queries: TeamsQueries,
  ) {}

  @Get('teams')
  @Access('teams.read')
  @ApiOperation({ operationId: 'listTeams', summary: 'All teams' })
  @ApiResponse({ status: 200, standardSchema: TeamListSchema })
  list(@CurrentScope() scope: Scope): Promise<TeamList> {
    return this.queries.list(scope);
  }

  @Post('teams')
  @Access('teams.manage')
  @ApiOperation({ operationId: 'createTeam', summary: 'Makes a team' })
  @ApiResponse({ status: 201, standardSchema: TeamViewSchema })
  async create(
    @CurrentScope() scope: Scope,
    @Body({ schema: CreateTeamSchema }) body: CreateTeam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TeamView> {
    const id = await this.teams.create(scope, body);
    void reply.header('location', `/v1/teams/${id}`);
    return this.queries.get(scope, id);
  }

  @Patch('teams/:id')
  @Access('teams.manage')
  @ApiOperation({ operationId: 'changeTeam', summary: 'Changes name or manager of a team' })
  @ApiResponse({ status: 200, standardSchema: TeamViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: ChangeTeamSchema }) body: ChangeTeam,
  ): Promise<TeamView> {
    await this.teams.change(scope, id, body);
    return this.queries.get(scope, id);
  }

  @Get('territories')
  @Access('territories.read')
  @ApiOperation({ operationId: 'listTerritories', summary: 'All territories with their tax rates' })
  @ApiResponse({ status: 200, standardSchema: TerritoryListSchema })
  territories(@CurrentScope() scope: Scope): Promise<TerritoryList> {
    return this.queries.territories(scope);
  }

  @Get('colleagues')
  @Access('colleagues.read')
  @ApiOperation({
    operationId: 'listColleagues',
    summary: 'Who may be picked as owner or collaborator',
  })
  @ApiResponse({ status: 200, standardSchema: ColleagueListSchema })
  colleagues(@CurrentScope() scope: Scope): Promise<ColleagueList> {
    return this.queries.colleagues(scope);
  }
}
