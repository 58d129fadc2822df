import { Module } from '@nestjs/common';
import { Database } from '../core/database';
import { DuplicatesQueries } from './duplicates.queries';
import { BulkInsertQueries } from './imports/bulk-insert.queries';
import { ErrorRowsService } from './imports/error-rows.service';
import { ExecutionService } from './imports/execution.service';
import { IdentitiesQueries } from './imports/identities.queries';
import { ImportsController } from './imports/imports.controller';
import { ImportsQueries } from './imports/imports.queries';
import { ImportsRunner } from './imports/imports.runner';
import { ImportsService } from './imports/imports.service';
import { LeadImportMapping } from './imports/lead-import-mapping.entity';
import { LeadImportRow } from './imports/lead-import-row.entity';
import { LeadImport } from './imports/lead-import.entity';
import { PreviewService } from './imports/preview.service';
import { UploadBodies } from './imports/upload-bodies.provider';
import { UploadService } from './imports/upload.service';
import { LeadContact } from './lead-contact.entity';
import { LeadIdentity } from './lead-identity.entity';
import { Lead } from './lead.entity';
import { LeadsConsumer } from './leads.consumer';
import { LeadsController } from './leads.controller';
import { LeadsQueries } from './leads.queries';
import { LeadsService } from './leads.service';
import { RegistrationService } from './registration.service';

const IMPORTS = [
  UploadService,
  UploadBodies,
  ImportsService,
  ImportsQueries,
  ImportsRunner,
  IdentitiesQueries,
  BulkInsertQueries,
  PreviewService,
  ExecutionService,
  ErrorRowsService,
];

@Module({
  controllers: [LeadsController, ImportsController],
  providers: [
    LeadsService,
    RegistrationService,
    LeadsQueries,
    DuplicatesQueries,
    LeadsConsumer,
    ...IMPORTS,
  ],
  exports: [LeadsService, LeadsQueries],
})
export class LeadsModule {
  constructor(database: Database) {
    database.entities(
      Lead,
      LeadContact,
      LeadIdentity,
      LeadImport,
      LeadImportRow,
      LeadImportMapping,
    );
  }
}
