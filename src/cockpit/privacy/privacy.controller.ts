import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type AskAboutPerson,
  AskAboutPersonSchema,
  type ErasePerson,
  ErasePersonSchema,
  type ErasureReport,
  ErasureReportSchema,
  type HeldPeople,
  HeldPeopleSchema,
  type PersonExport,
  PersonExportSchema,
} from './privacy.dto';
import { PrivacyService } from './privacy.service';

@ApiTags('privacy')
@Controller('v1/privacy')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Post('search')
  @HttpCode(200)
  @Access('privacy.read')
  @ApiOperation({ operationId: 'findHeldPeople', summary: 'Whom a value means, and what is held' })
  @ApiResponse({ status: 200, standardSchema: HeldPeopleSchema })
  search(
    @CurrentScope() scope: Scope,
    @Body({ schema: AskAboutPersonSchema }) { who }: AskAboutPerson,
  ): Promise<HeldPeople> {
    return this.privacy.search(scope, who);
  }

  @Post('export')
  @HttpCode(200)
  @Access('privacy.read')
  @ApiOperation({ operationId: 'exportPerson', summary: 'Everything held on a person (Art. 15)' })
  @ApiResponse({ status: 200, standardSchema: PersonExportSchema })
  export(
    @CurrentScope() scope: Scope,
    @Body({ schema: AskAboutPersonSchema }) { who }: AskAboutPerson,
  ): Promise<PersonExport> {
    return this.privacy.export(scope, who);
  }

  @Post('erasure')
  @HttpCode(200)
  @Access('privacy.erase')
  @ApiOperation({ operationId: 'erasePerson', summary: 'Forgets a person everywhere (Art. 17)' })
  @ApiResponse({ status: 200, standardSchema: ErasureReportSchema })
  erase(
    @CurrentScope() scope: Scope,
    @Body({ schema: ErasePersonSchema }) body: ErasePerson,
  ): Promise<ErasureReport> {
    return this.privacy.erase(scope, body);
  }
}
