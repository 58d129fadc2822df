export { CurrentScope } from './access.guard';
export { AccessQueries, type Placement } from './access.queries';
export { maySee } from './access.rules';
export { Audit } from './audit/audit.service';
export { ContactKeys } from './contact-keys/contact-keys.service';
export { IdentityModule } from './identity.module';
export { Installation } from './installation/installation.service';
export { FirstAdmin } from './people/first-admin.service';
export { LostPasswords } from './people/lost-passwords.service';
export { type Market, type Recipient, type Signatory, UsersQueries } from './people/users.queries';
export {
  type Holdings,
  PersonalData,
  type PersonalPart,
  type PeopleKeeper,
  type Who,
} from './personal-data/personal-data.service';
export { type KnownPerson, PERSON } from './personal-data/person.rules';
export { ownScope, type Scope, systemScope } from './scope.rules';
export { type Principal, Sessions } from './sessions/sessions.service';
export type { SettingDefinition } from './settings/setting-values.rules';
export { type SettingPast, Settings } from './settings/settings.service';
