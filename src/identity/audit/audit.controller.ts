import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope } from '../access.guard';
import type { Scope } from '../scope.rules';
import { AuditChain } from './audit-chain.service';
import {
  type AuditActs,
  AuditActsSchema,
  type AuditPage,
  AuditPageSchema,
  type AuditVerification,
  AuditVerificationSchema,
  type ListAudit,
  ListAuditSchema,
} from './audit.dto';
import { AuditQueries } from './audit.queries';

@ApiTags('audit')
@Controller('v1/audit-log')
export class AuditController {
  constructor(
    private readonly queries: AuditQueries,
    private readonly chain: AuditChain,
  ) {}

  @Get()
  @Access('audit.read')
  @ApiOperation({ operationId: 'listAuditLog', summary: 'Who did what, the newest first' })
  @ApiResponse({ status: 200, standardSchema: AuditPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListAuditSchema }) query: ListAudit,
  ): Promise<AuditPage> {
    return this.queries.list(scope, query);
  }

  @Get('acts')
  @Access('audit.read')
  @ApiOperation({ operationId: 'listAuditActs', summary: 'The acts that occur, to choose from' })
  @ApiResponse({ status: 200, standardSchema: AuditActsSchema })
  acts(@CurrentScope() scope: Scope): Promise<AuditActs> {
    return this.queries.acts(scope);
  }

  @Get('verification')
  @Access('audit.read')
  @ApiOperation({
    operationId: 'verifyAuditLog',
    summary: 'Computes the seals anew and compares them',
  })
  @ApiResponse({ status: 200, standardSchema: AuditVerificationSchema })
  verify(@CurrentScope() scope: Scope): Promise<AuditVerification> {
    return this.chain.verify(scope);
  }
}
