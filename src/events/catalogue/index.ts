export { catalogue, defineEvent } from './event';
export type { Audience, EventData, EventDefinition } from './event';
export {
  LeadAssigned,
  LeadChanged,
  LeadImportCompleted,
  LeadRegistered,
  LeadStatusChanged,
} from './leads.events';
export {
  SessionRevoked,
  SettingChanged,
  UserChanged,
  UserDeactivated,
  UserInvited,
} from './identity.events';
