import { Module } from '@nestjs/common';
import { Database } from '../core/database';
import { EmailModule } from '../email';
import { ActivitiesController } from './activities/activities.controller';
import { ActivitiesQueries } from './activities/activities.queries';
import { ActivityKind } from './activities/activity-kind.entity';
import { ActivityLog } from './activities/activity-log.service';
import { Activity } from './activities/activity.entity';
import { ClockStop } from './clock/clock-stop.entity';
import { ClockStopsController } from './clock/clock-stops.controller';
import { ClockStopsQueries } from './clock/clock-stops.queries';
import { ClockStopsRunner } from './clock/clock-stops.runner';
import { ClockStops } from './clock/clock-stops.service';
import { ContactLocks } from './contacts/contact-locks.service';
import { ContactsController } from './contacts/contacts.controller';
import { ContactsService } from './contacts/contacts.service';
import { IdentityClaims } from './contacts/identity-claims.service';
import { Closing } from './conversion/closing.service';
import { ConversionFacts } from './conversion/conversion-facts.queries';
import { DuplicatesQueries } from './duplicates.queries';
import { ExportsController } from './exports/exports.controller';
import { ExportsQueries } from './exports/exports.queries';
import { FollowUpFacts } from './follow-up-facts.queries';
import { FollowUpHistory } from './follow-up-history.queries';
import { BulkInsertQueries } from './bulk-insert.queries';
import { ErrorRowsService } from './imports/error-rows.service';
import { ExecutionService } from './imports/execution.service';
import { IdentitiesQueries } from './imports/identities.queries';
import { ImportsController } from './imports/imports.controller';
import { ImportRowsQueries } from './imports/import-rows.queries';
import { ImportsQueries } from './imports/imports.queries';
import { ImportsRunner } from './imports/imports.runner';
import { ImportsService } from './imports/imports.service';
import { LeadImportMapping } from './imports/lead-import-mapping.entity';
import { LeadImportRow } from './imports/lead-import-row.entity';
import { LeadImport } from './imports/lead-import.entity';
import { PreviewService } from './imports/preview.service';
import { RowPapers } from './imports/row-papers.service';
import { UploadBodies } from './imports/upload-bodies.provider';
import { UploadService } from './imports/upload.service';
import { LeadContact } from './lead-contact.entity';
import { LeadIdentity } from './lead-identity.entity';
import { LeadRecords } from './lead-records.service';
import { Lead } from './lead.entity';
import { LeadsConsumer } from './leads.consumer';
import { LeadsController } from './leads.controller';
import { LeadsQueries } from './leads.queries';
import { LeadsService } from './leads.service';
import { Pages } from './pages.queries';
import { ConsentLog } from './privacy/consent-log.service';
import { ConsentsController } from './privacy/consents.controller';
import { ConsentsQueries } from './privacy/consents.queries';
import { LeadConsent } from './privacy/lead-consent.entity';
import { RegistrationService } from './registration.service';
import { Sample } from './samples/sample.entity';
import { SamplesController } from './samples/samples.controller';
import { SamplesService } from './samples/samples.service';
import { Task } from './tasks/task.entity';
import { TasksController } from './tasks/tasks.controller';
import { TasksQueries } from './tasks/tasks.queries';
import { TasksService } from './tasks/tasks.service';
import { EntriesQueries } from './timeline/entries.queries';
import { Touches } from './touches/touches.queries';
import { VisibleLeads } from './visible-leads.queries';

const work = [
  ActivityLog,
  ActivitiesQueries,
  ContactLocks,
  ContactsService,
  IdentityClaims,
  ConsentLog,
  ConsentsQueries,
  TasksService,
  TasksQueries,
  EntriesQueries,
  ClockStops,
  ClockStopsQueries,
  ClockStopsRunner,
  SamplesService,
  Touches,
];

const imports = [
  UploadService,
  UploadBodies,
  ImportsService,
  ImportRowsQueries,
  ImportsQueries,
  ImportsRunner,
  IdentitiesQueries,
  BulkInsertQueries,
  PreviewService,
  ExecutionService,
  ErrorRowsService,
  RowPapers,
];

@Module({
  imports: [EmailModule],
  controllers: [
    LeadsController,
    ContactsController,
    ActivitiesController,
    ConsentsController,
    TasksController,
    ClockStopsController,
    SamplesController,
    ExportsController,
    ImportsController,
  ],
  providers: [
    LeadsService,
    LeadsQueries,
    LeadsConsumer,
    LeadRecords,
    RegistrationService,
    DuplicatesQueries,
    FollowUpFacts,
    ConversionFacts,
    Closing,
    FollowUpHistory,
    Pages,
    VisibleLeads,
    ExportsQueries,
    ...work,
    ...imports,
  ],
  exports: [LeadsService, LeadsQueries, Pages],
})
export class LeadsModule {
  constructor(database: Database) {
    database.entities(Lead, LeadContact, LeadIdentity);
    database.entities(Activity, ActivityKind, LeadConsent, Task, ClockStop, Sample);
    database.entities(LeadImport, LeadImportRow, LeadImportMapping);
  }
}
