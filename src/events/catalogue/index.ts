export { catalogue, defineEvent, definitionOf, keyForm } from './event';
export type { Audience, EventData, EventDefinition } from './event';
export {
  ConsentChanged,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadClockRestarted,
  LeadClockStopped,
  LeadImportCompleted,
  LeadImportReverted,
  LeadMerged,
  LeadProtectionBackdated,
  LeadProtectionExtended,
  LeadProtectionLapsed,
  LeadProtectionReminded,
  LeadPseudonymised,
  LeadRegistered,
  LeadSampleDelivered,
  LeadSampleRated,
  LeadStatusChanged,
  LeadUnmerged,
  TaskCompleted,
  TaskOpened,
} from './leads.events';
export {
  InstallationConfirmed,
  SessionRevoked,
  SettingChanged,
  UserChanged,
  UserDeactivated,
  UserInvited,
} from './identity.events';
export {
  EmailBounced,
  EmailCancelled,
  EmailCircuitChanged,
  EmailFailed,
  EmailQueued,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
} from './email.events';
export { EmailClicked, EmailOpened } from './mail-tracking.events';
export { EmailComplained, EmailDelivered, EmailReceived } from './inbound.events';
export {
  CanaryStarted,
  FollowUpCancelled,
  FollowUpPlanned,
  FollowUpProcessed,
  FollowUpRunCompleted,
  FollowUpsPaused,
  FollowUpsResumed,
  SequencePaused,
  SequenceResumed,
} from './follow-ups.events';
export {
  ContentDelivered,
  ContentUnlocked,
  ConversationAssigned,
  ConversationClosed,
  ConversationEscalated,
  ConversationOpened,
  ResponseClassified,
} from './conversations.events';
export {
  ButtonClicked,
  MESSAGE_KINDS,
  MessageNumberChanged,
  MessagePreferenceChanged,
  MessageReceived,
  MessageSent,
  MessageStatusChanged,
  MessageTemplateChanged,
} from './whatsapp.events';
export { AlertRaised, AlertResolved } from './alerts.events';
export {
  ConversionReviewed,
  ConversionUndone,
  CustomerActivated,
  CustomerChanged,
  CustomerOrderRecorded,
  LeadConverted,
  OpportunityChanged,
  OpportunityOpened,
} from './customers.events';
