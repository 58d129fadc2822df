import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type ListTasks,
  ListTasksSchema,
  type OpenTask,
  OpenTaskSchema,
  type TaskPage,
  TaskPageSchema,
  type TaskView,
  TaskViewSchema,
} from './tasks.dto';
import { TasksQueries } from './tasks.queries';
import { TasksService } from './tasks.service';

@ApiTags('tasks')
@Controller('v1/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly queries: TasksQueries,
  ) {}

  @Get()
  @Access('tasks.read')
  @ApiOperation({ operationId: 'listTasks', summary: 'Tasks, the first due first' })
  @ApiResponse({ status: 200, standardSchema: TaskPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListTasksSchema }) query: ListTasks,
  ): Promise<TaskPage> {
    return this.queries.list(scope, query);
  }

  @Post()
  @Access('tasks.write')
  @ApiOperation({ operationId: 'openTask', summary: 'Opens a task about a lead' })
  @ApiResponse({ status: 201, standardSchema: TaskViewSchema })
  open(
    @CurrentScope() scope: Scope,
    @Body({ schema: OpenTaskSchema }) body: OpenTask,
  ): Promise<TaskView> {
    return this.tasks.create(scope, body);
  }

  @Post(':id/completion')
  @HttpCode(200)
  @Access('tasks.write')
  @ApiOperation({ operationId: 'completeTask', summary: 'Says that a task is done' })
  @ApiResponse({ status: 200, standardSchema: TaskViewSchema })
  complete(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<TaskView> {
    return this.tasks.complete(scope, id);
  }
}
