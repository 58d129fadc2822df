import { Ground2026112519001 } from './2026112519001-ground';
import { EventLog2026112519002 } from './2026112519002-event-log';
import { Identity2026112519003 } from './2026112519003-identity';
import { Leads2026112519004 } from './2026112519004-leads';
import { LeadWork2026112520011 } from './2026112520011-lead-work';
import { LeadImports2026112520012 } from './2026112520012-lead-imports';
import { Email2026112520021 } from './2026112520021-email';
import { FollowUps2026112520031 } from './2026112520031-follow-ups';
import { ImportMappingSource2026112522101 } from './2026112522101-import-mapping-source';
import { SubjectHistory2026112522201 } from './2026112522201-subject-history';
import { FollowUpFigures2026112522301 } from './2026112522301-follow-up-figures';
import { FollowUpWork2026112522501 } from './2026112522501-follow-up-work';
import { EmailInbound2026112522601 } from './2026112522601-email-inbound';
import { Conversations2026112522701 } from './2026112522701-conversations';
import { Customers2026112522702 } from './2026112522702-customers';
import { ApiTokens2026112522801 } from './2026112522801-api-tokens';
import { PartitionsInUtc2026112522901 } from './2026112522901-partitions-in-utc';
import { Analytics2026112623101 } from './2026112623101-analytics';
import { AnalyticsGrains2026112623102 } from './2026112623102-analytics-grains';
import { ImportReversal2026112623401 } from './2026112623401-import-reversal';
import { LeadProtection2026112623402 } from './2026112623402-lead-protection';
import { LeadScore2026112623403 } from './2026112623403-lead-score';
import { StreamedBodies2026112623404 } from './2026112623404-streamed-bodies';
import { UserSignatures2026112623405 } from './2026112623405-user-signatures';
import { Canary2026112623501 } from './2026112623501-canary';
import { TemplateTrials2026112623502 } from './2026112623502-template-trials';
import { FollowUpRecall2026112623503 } from './2026112623503-follow-up-recall';
import { EventKeysUnread2026112623601 } from './2026112623601-event-keys-unread';
import { LeanEventLog2026112623701 } from './2026112623701-lean-event-log';
import { WhatsApp2026112623801 } from './2026112623801-whatsapp';
import { WhatsAppTemplates2026112623802 } from './2026112623802-whatsapp-templates';
import { ConversationWork2026112623811 } from './2026112623811-conversation-work';
import { Content2026112623821 } from './2026112623821-content';
import { FollowUpChannels2026112623822 } from './2026112623822-follow-up-channels';
import { AnalyticsMessaging2026112623831 } from './2026112623831-analytics-messaging';
import { OneTaskAReason2026112623841 } from './2026112623841-one-task-a-reason';
import { ProtectionState2026112623842 } from './2026112623842-protection-state';
import { TeamVersions2026112623843 } from './2026112623843-team-versions';
import { RecentPlace2026112623851 } from './2026112623851-recent-place';
import { WeeklyReports2026112623852 } from './2026112623852-weekly-reports';
import { Opportunities2026112623853 } from './2026112623853-opportunities';
import { LogInOrder2026112623861 } from './2026112623861-log-in-order';
import { MailTracking2026112624101 } from './2026112624101-mail-tracking';
import { AnalyticsTracking2026112624102 } from './2026112624102-analytics-tracking';
import { MailAnswers2026112624111 } from './2026112624111-mail-answers';
import { AnalyticsLetters2026112624112 } from './2026112624112-analytics-letters';
import { LogPage2026112624121 } from './2026112624121-log-page';
import { OfferVersions2026112624141 } from './2026112624141-offer-versions';
import { WhatsAppPace2026112624151 } from './2026112624151-whatsapp-pace';
import { AuditActors2026112624161 } from './2026112624161-audit-actors';
import { Erasure2026112624171 } from './2026112624171-erasure';
import { WaitingForAnAnswer2026112700101 } from './2026112700101-waiting-for-an-answer';
import { WaitingIndex2026112700102 } from './2026112700102-waiting-index';
import { SparseSums2026112700301 } from './2026112700301-sparse-sums';
import { LogPlaces2026112700401 } from './2026112700401-log-places';
import { Alerts2026112700501 } from './2026112700501-alerts';
import { SentMails2026112700502 } from './2026112700502-sent-mails';
import { Operations2026112700601 } from './2026112700601-operations';
import { SavedViews2026112700701 } from './2026112700701-saved-views';
import { LeadBulkActs2026112700702 } from './2026112700702-lead-bulk-acts';
import { WebForms2026112700801 } from './2026112700801-web-forms';
import { SequenceRevisions2026112700901 } from './2026112700901-sequence-revisions';
import { MailRoutes2026112710001 } from './2026112710001-mail-routes';
import { FailedMailCalls2026112710002 } from './2026112710002-failed-mail-calls';
import { MailProviderEvents2026112710101 } from './2026112710101-mail-provider-events';
import { ProviderMessageIndex2026112710102 } from './2026112710102-provider-message-index';
import { LeadMerges2026112710201 } from './2026112710201-lead-merges';
import { MergedLeadsIndex2026112710202 } from './2026112710202-merged-leads-index';
import { MergedLeadsCountedOnce2026112710203 } from './2026112710203-merged-leads-counted-once';
import { WithdrawnStops2026112710204 } from './2026112710204-withdrawn-stops';
import { SampleFeedback2026112710205 } from './2026112710205-sample-feedback';
import { TagsIndex2026112710206 } from './2026112710206-tags-index';
import { LeadStatusSince2026112711001 } from './2026112711001-lead-status-since';
import { TerritoryVersions2026112711002 } from './2026112711002-territory-versions';
import { SecondThoughts2026112711003 } from './2026112711003-second-thoughts';
import { OpenTasksIndex2026112712001 } from './2026112712001-open-tasks-index';
import { ViewColumns2026112712002 } from './2026112712002-view-columns';
import { LeadRelationship2026112713001 } from './2026112713001-lead-relationship';

/** In the order in which they are applied; a landed one is never edited. */

export const migrations = [
  Ground2026112519001,
  EventLog2026112519002,
  Identity2026112519003,
  Leads2026112519004,
  LeadWork2026112520011,
  LeadImports2026112520012,
  Email2026112520021,
  FollowUps2026112520031,
  ImportMappingSource2026112522101,
  SubjectHistory2026112522201,
  FollowUpFigures2026112522301,
  FollowUpWork2026112522501,
  EmailInbound2026112522601,
  Conversations2026112522701,
  Customers2026112522702,
  ApiTokens2026112522801,
  PartitionsInUtc2026112522901,
  Analytics2026112623101,
  AnalyticsGrains2026112623102,
  ImportReversal2026112623401,
  LeadProtection2026112623402,
  LeadScore2026112623403,
  StreamedBodies2026112623404,
  UserSignatures2026112623405,
  Canary2026112623501,
  TemplateTrials2026112623502,
  FollowUpRecall2026112623503,
  EventKeysUnread2026112623601,
  LeanEventLog2026112623701,
  WhatsApp2026112623801,
  WhatsAppTemplates2026112623802,
  ConversationWork2026112623811,
  Content2026112623821,
  FollowUpChannels2026112623822,
  AnalyticsMessaging2026112623831,
  OneTaskAReason2026112623841,
  ProtectionState2026112623842,
  TeamVersions2026112623843,
  RecentPlace2026112623851,
  WeeklyReports2026112623852,
  Opportunities2026112623853,
  LogInOrder2026112623861,
  MailTracking2026112624101,
  AnalyticsTracking2026112624102,
  MailAnswers2026112624111,
  AnalyticsLetters2026112624112,
  LogPage2026112624121,
  OfferVersions2026112624141,
  WhatsAppPace2026112624151,
  AuditActors2026112624161,
  Erasure2026112624171,
  WaitingForAnAnswer2026112700101,
  WaitingIndex2026112700102,
  SparseSums2026112700301,
  LogPlaces2026112700401,
  Alerts2026112700501,
  SentMails2026112700502,
  Operations2026112700601,
  SavedViews2026112700701,
  LeadBulkActs2026112700702,
  WebForms2026112700801,
  SequenceRevisions2026112700901,
  MailRoutes2026112710001,
  FailedMailCalls2026112710002,
  MailProviderEvents2026112710101,
  ProviderMessageIndex2026112710102,
  LeadMerges2026112710201,
  MergedLeadsIndex2026112710202,
  MergedLeadsCountedOnce2026112710203,
  WithdrawnStops2026112710204,
  SampleFeedback2026112710205,
  TagsIndex2026112710206,
  LeadStatusSince2026112711001,
  TerritoryVersions2026112711002,
  SecondThoughts2026112711003,
  OpenTasksIndex2026112712001,
  ViewColumns2026112712002,
  LeadRelationship2026112713001,
];
