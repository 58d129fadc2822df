export { catalogue, defineEvent } from './event';
export type { Audience, EventData, EventDefinition } from './event';
export {
  ConsentChanged,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadClockRestarted,
  LeadClockStopped,
  LeadImportCompleted,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
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
  EmailFailed,
  EmailQueued,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
} from './email.events';
export { EmailComplained, EmailDelivered, EmailReceived } from './inbound.events';
export {
  FollowUpCancelled,
  FollowUpPlanned,
  FollowUpProcessed,
  FollowUpRunCompleted,
} from './follow-ups.events';
export { ConversationOpened, ResponseClassified } from './conversations.events';
export {
  ConversionReviewed,
  ConversionUndone,
  CustomerActivated,
  CustomerChanged,
  CustomerOrderRecorded,
  LeadConverted,
} from './customers.events';
