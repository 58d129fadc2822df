import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type Jobs, JobsSchema } from './jobs.dto';
import { JobsQueries } from './jobs.queries';

@ApiTags('operations')
@Controller('v1/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsQueries) {}

  @Get()
  @Access('jobs.read')
  @ApiOperation({
    operationId: 'listJobs',
    summary: 'What runs again and again, in every process that is alive',
  })
  @ApiResponse({ status: 200, standardSchema: JobsSchema })
  list(@CurrentScope() scope: Scope): Promise<Jobs> {
    return this.jobs.read(scope);
  }
}
