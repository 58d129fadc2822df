export { CurrentScope } from './access.guard';
export { AccessQueries } from './access.queries';
export { maySee } from './access.rules';
export { Audit } from './audit/audit.service';
export { IdentityModule } from './identity.module';
export { FirstAdmin } from './people/first-admin.service';
export { UsersQueries } from './people/users.queries';
export { type Scope, systemScope } from './scope.rules';
export { type Principal, Sessions } from './sessions/sessions.service';
