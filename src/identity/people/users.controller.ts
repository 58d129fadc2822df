import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import { UserDirectoryQueries } from './user-directory.queries';
import {
  type ChangeUser,
  ChangeUserSchema,
  type CreateUser,
  CreateUserSchema,
  type DeactivateUser,
  DeactivateUserSchema,
  type ListUsers,
  ListUsersSchema,
  type UserPage,
  UserPageSchema,
  type UserView,
  UserViewSchema,
} from './users.dto';
import { userEtag, UsersService } from './users.service';

const IdSchema = z.uuid();

@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly directory: UserDirectoryQueries,
  ) {}

  @Get()
  @Access('users.read')
  @ApiOperation({
    operationId: 'listUsers',
    summary: 'Accounts by name; for a manager those of the own teams',
  })
  @ApiResponse({ status: 200, standardSchema: UserPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListUsersSchema }) query: ListUsers,
  ): Promise<UserPage> {
    return this.directory.list(scope, query);
  }

  @Post()
  @Access('users.manage')
  @ApiOperation({ operationId: 'createUser', summary: 'Makes an account' })
  @ApiResponse({ status: 201, standardSchema: UserViewSchema })
  async create(
    @CurrentScope() scope: Scope,
    @Body({ schema: CreateUserSchema }) body: CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    const id = await this.users.create(scope, body);
    void reply.header('location', `/v1/users/${id}`);
    return this.tagged(reply, scope, id);
  }

  @Get(':id')
  @Access('users.read')
  @ApiOperation({ operationId: 'getUser', summary: 'One account' })
  @ApiResponse({ status: 200, standardSchema: UserViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    return this.tagged(reply, scope, id);
  }

  @Patch(':id')
  @Access('users.manage')
  @NeedsIfMatch()
  @ApiOperation({
    operationId: 'changeUser',
    summary: 'Changes fields of the version named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: UserViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeUserSchema }) body: ChangeUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    await this.users.change(scope, id, ifMatch, body);
    return this.tagged(reply, scope, id);
  }

  @Post(':id/deactivation')
  @HttpCode(200)
  @Access('users.manage')
  @ApiOperation({
    operationId: 'deactivateUser',
    summary: 'Ends an account; a successor takes over',
  })
  @ApiResponse({ status: 200, standardSchema: UserViewSchema })
  async deactivate(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: DeactivateUserSchema }) body: DeactivateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    await this.users.deactivate(scope, id, body.successorId);
    return this.tagged(reply, scope, id);
  }

  private async tagged(reply: FastifyReply, scope: Scope, id: string): Promise<UserView> {
    const user = await this.directory.get(scope, id);
    void reply.header('etag', userEtag(user));
    return user;
  }
}
