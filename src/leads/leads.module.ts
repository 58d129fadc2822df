import { Module } from '@nestjs/common';
import { makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
import { EmailModule } from '../email';
import { Settings } from '../identity';
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
import { OpenStops } from './clock/open-stops.service';
import { Closing } from './conversion/closing.service';
import { ConversionFacts } from './conversion/conversion-facts.queries';
import { DuplicatesQueries } from './duplicates.queries';
import { ExportsController } from './exports/exports.controller';
import { ExportsQueries } from './exports/exports.queries';
import { FormPagesController } from './forms/form-pages.controller';
import { FormPeople } from './forms/form-people.queries';
import { FormsController } from './forms/forms.controller';
import { OptInMails } from './forms/opt-in-mails.service';
import { OptIn } from './forms/opt-in.entity';
import { OptInsRunner } from './forms/opt-ins.runner';
import { OptIns } from './forms/opt-ins.service';
import { Unconfirmed } from './forms/unconfirmed.service';
import { WebForms } from './forms/web-forms.rules';
import { WebLeadEntry } from './forms/web-lead-entry.service';
import { WebLeads } from './forms/web-leads.service';
import { FollowUpFacts } from './follow-up-facts.queries';
import { FollowUpHistory } from './follow-up-history.queries';
import { BulkInsertQueries } from './bulk-insert.queries';
import { AssignmentTurn } from './assignment/assignment-turn.entity';
import { Assignments } from './assignment/assignments.service';
import { BulkAct } from './bulk/bulk-act.entity';
import { BulkActsController } from './bulk/bulk-acts.controller';
import { BulkActsQueries } from './bulk/bulk-acts.queries';
import { BulkActsRunner } from './bulk/bulk-acts.runner';
import { BulkActs } from './bulk/bulk-acts.service';
import { BulkChunks } from './bulk/bulk-chunks.service';
import { BulkRow } from './bulk/bulk-row.entity';
import { BulkWorks } from './bulk/bulk-work.service';
import { LeadActs } from './lead-acts.service';
import { Backdating } from './imports/backdating.service';
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
import { Reversal } from './imports/reversal.service';
import { RowPapers } from './imports/row-papers.service';
import { UploadBodies } from './imports/upload-bodies.provider';
import { UploadService } from './imports/upload.service';
import { LeadMerge } from './merging/lead-merge.entity';
import { MergesController } from './merging/merges.controller';
import { Merges } from './merging/merges.service';
import { Unmerges } from './merging/unmerges.service';
import { Inquiries } from './inquiries.service';
import { LeadContact } from './lead-contact.entity';
import { LeadIdentity } from './lead-identity.entity';
import { LeadRecords } from './lead-records.service';
import { Lead } from './lead.entity';
import { LeadsConsumer } from './leads.consumer';
import { LeadsController } from './leads.controller';
import { LeadPages } from './lead-pages.queries';
import { LeadFilters } from './lead-filter.queries';
import { LeadFigures } from './lead-figures.queries';
import { LeadsQueries } from './leads.queries';
import { LeadsService } from './leads.service';
import { Pages } from './pages.queries';
import { ConsentLog } from './privacy/consent-log.service';
import { People } from './privacy/people.queries';
import { PersonalLeads } from './privacy/personal-leads.service';
import { ConsentsController } from './privacy/consents.controller';
import { ConsentsQueries } from './privacy/consents.queries';
import { LeadConsent } from './privacy/lead-consent.entity';
import { ProtectionController } from './protection/protection.controller';
import { ProtectionQueries } from './protection/protection.queries';
import { ProtectionGauges } from './protection/protection-gauges.runner';
import { ProtectionRunner } from './protection/protection.runner';
import { PROTECTION_SETTINGS } from './protection/protection-settings.rules';
import { ProtectionSteps } from './protection/protection-steps.service';
import { Protections } from './protection/protections.service';
import { ReminderMails } from './protection/reminder-mails.service';
import { Pseudonyms } from './protection/pseudonyms.service';
import { RegistrationService } from './registration.service';
import { ScorePointRow } from './scoring/score-point.entity';
import { ScoresController } from './scoring/scores.controller';
import { Scores } from './scoring/scores.service';
import { FeedbackPagesController } from './samples/feedback-pages.controller';
import { SampleFeedback } from './samples/feedback.service';
import { Sample } from './samples/sample.entity';
import { SamplesController } from './samples/samples.controller';
import { SamplesService } from './samples/samples.service';
import { Task } from './tasks/task.entity';
import { TasksController } from './tasks/tasks.controller';
import { TasksQueries } from './tasks/tasks.queries';
import { TasksService } from './tasks/tasks.service';
import { EntriesQueries } from './timeline/entries.queries';
import { Touches } from './touches/touches.queries';
import { SavedView } from './views/saved-view.entity';
import { SavedViewsController } from './views/saved-views.controller';
import { SavedViews } from './views/saved-views.service';
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
  OpenStops,
  SamplesService,
  SampleFeedback,
  Touches,
  LeadFilters,
];

const protection = [
  ProtectionQueries,
  Protections,
  ProtectionSteps,
  ProtectionRunner,
  ProtectionGauges,
  Pseudonyms,
  ReminderMails,
  makeGaugeProvider({
    name: 'crm_lead_protection',
    help: 'Open leads by how their protection stands; take the maximum of all processes',
    labelNames: ['state'],
  }),
];

const forms = [WebLeads, WebLeadEntry, FormPeople, OptIns, OptInMails, OptInsRunner, Unconfirmed];

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
  Reversal,
  Backdating,
];

const bulk = [BulkActs, BulkActsQueries, BulkActsRunner, BulkChunks, BulkWorks];

@Module({
  imports: [EmailModule],
  controllers: [
    LeadsController,
    MergesController,
    ContactsController,
    ActivitiesController,
    ConsentsController,
    TasksController,
    ClockStopsController,
    SamplesController,
    ExportsController,
    ImportsController,
    ProtectionController,
    ScoresController,
    SavedViewsController,
    BulkActsController,
    FormsController,
    FeedbackPagesController,
    FormPagesController,
  ],
  providers: [
    LeadsService,
    LeadsQueries,
    LeadFigures,
    LeadPages,
    LeadsConsumer,
    LeadRecords,
    RegistrationService,
    Inquiries,
    DuplicatesQueries,
    FollowUpFacts,
    ConversionFacts,
    Closing,
    FollowUpHistory,
    Pages,
    VisibleLeads,
    People,
    PersonalLeads,
    Scores,
    ExportsQueries,
    SavedViews,
    LeadActs,
    Assignments,
    Merges,
    Unmerges,
    ...bulk,
    ...work,
    ...forms,
    ...imports,
    ...protection,
  ],
  exports: [LeadsService, LeadsQueries, Pages],
})
export class LeadsModule {
  constructor(database: Database, settings: Settings) {
    settings.declare(...PROTECTION_SETTINGS, WebForms);
    database.entities(Lead, LeadContact, LeadIdentity, ScorePointRow);
    database.entities(Activity, ActivityKind, LeadConsent, Task, ClockStop, Sample, OptIn);
    database.entities(LeadImport, LeadImportRow, LeadImportMapping, SavedView);
    database.entities(BulkAct, BulkRow, AssignmentTurn, LeadMerge);
  }
}
