import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type AlertList, AlertListSchema, type AskAlerts, AskAlertsSchema } from './alerts.dto';
import { AlertsQueries } from './alerts.queries';

@ApiTags('operations')
@Controller('v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsQueries) {}

  @Get()
  @Access('operations.read')
  @ApiOperation({ operationId: 'listAlerts', summary: 'What is wrong, and what was' })
  @ApiResponse({ status: 200, standardSchema: AlertListSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: AskAlertsSchema }) query: AskAlerts,
  ): Promise<AlertList> {
    return this.alerts.list(scope, query);
  }
}
