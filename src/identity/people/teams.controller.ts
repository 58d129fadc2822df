import { Body, Controller, Get, Headers, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
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
} from './teams.dto';
import { TeamsQueries } from './teams.queries';
import { teamEtag, TeamsService } from './teams.service';

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
    const team = await this.queries.get(scope, id);
    void reply.header('location', `/v1/teams/${id}`).header('etag', teamEtag(team));
    return team;
  }

  @Patch('teams/:id')
  @Access('teams.manage')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'changeTeam',
    summary: 'Changes name or manager of the version named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: TeamViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeTeamSchema }) body: ChangeTeam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TeamView> {
    await this.teams.change(scope, id, ifMatch, body);
    const team = await this.queries.get(scope, id);
    void reply.header('etag', teamEtag(team));
    return team;
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
