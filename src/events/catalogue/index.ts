export { catalogue, defineEvent } from './event';
export type { Audience, EventData, EventDefinition } from './event';
export {
  ConsentChanged,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadImportCompleted,
  LeadRegistered,
  LeadStatusChanged,
  TaskCompleted,
  TaskOpened,
} from './leads.events';
export {
  SessionRevoked,
  SettingChanged,
  UserChanged,
  UserDeactivated,
  UserInvited,
} from './identity.events';
