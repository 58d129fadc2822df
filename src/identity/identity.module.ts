import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Config } from '../core/config';
import { Database } from '../core/database';
import { AccessGuard } from './access.guard';
import { AccessQueries } from './access.queries';
import { AuditChain } from './audit/audit-chain.service';
import { AuditController } from './audit/audit.controller';
import { AuditQueries } from './audit/audit.queries';
import { AuditRunner } from './audit/audit.runner';
import { Audit } from './audit/audit.service';
import { InstallationController } from './installation/installation.controller';
import { InstallationRow } from './installation/installation.entity';
import { ContactKeys } from './contact-keys/contact-keys.service';
import { Installation } from './installation/installation.service';
import { FirstAdmin } from './people/first-admin.service';
import { LostPasswords } from './people/lost-passwords.service';
import { MeController } from './people/me.controller';
import { MeService } from './people/me.service';
import { NewUserLocale } from './people/new-user-settings.rules';
import { Passwords } from './people/passwords.service';
import { PersonalData } from './personal-data/personal-data.service';
import { Team } from './people/team.entity';
import { TeamsController } from './people/teams.controller';
import { TeamsQueries } from './people/teams.queries';
import { TeamsService } from './people/teams.service';
import { TerritoriesController } from './people/territories.controller';
import { TerritoriesQueries } from './people/territories.queries';
import { TerritoriesService } from './people/territories.service';
import { Territory, TerritoryTaxRate } from './people/territory.entity';
import { UserDirectoryQueries } from './people/user-directory.queries';
import { UserRecords } from './people/user-records.service';
import { User } from './people/user.entity';
import { UsersController } from './people/users.controller';
import { UsersQueries } from './people/users.queries';
import { UsersService } from './people/users.service';
import { RateLimitGuard, rateLimits } from './rate-limit.guard';
import { SessionController } from './sessions/session.controller';
import { SessionTicket } from './sessions/session-ticket.entity';
import { Session } from './sessions/session.entity';
import { SessionsQueries } from './sessions/sessions.queries';
import { SessionsRunner } from './sessions/sessions.runner';
import { Sessions } from './sessions/sessions.service';
import { SignIn } from './sessions/sign-in.service';
import { SignInAttempt } from './sessions/sign-in-attempt.entity';
import { SignInAttempts } from './sessions/sign-in-attempts.service';
import { Setting } from './settings/setting.entity';
import { SettingChanges } from './settings/setting-changes.service';
import { SettingsController } from './settings/settings.controller';
import { Settings } from './settings/settings.service';
import { ApiToken } from './tokens/api-token.entity';
import { ApiTokenOwners } from './tokens/api-token-owners.queries';
import { ApiTokensController } from './tokens/api-tokens.controller';
import { ApiTokensQueries } from './tokens/api-tokens.queries';
import { ApiTokens } from './tokens/api-tokens.service';

/** Who is asking and what they may see. Every module needs it, so it is there without being imported. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    ThrottlerModule.forRootAsync({ inject: [Config], useFactory: rateLimits }),
  ],
  controllers: [
    SessionController,
    MeController,
    UsersController,
    TeamsController,
    TerritoriesController,
    SettingsController,
    AuditController,
    ApiTokensController,
    InstallationController,
  ],
  providers: [
    // In this order: who asks, then how often.
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    AccessQueries,
    ApiTokenOwners,
    ApiTokens,
    ApiTokensQueries,
    ContactKeys,
    Audit,
    AuditChain,
    AuditQueries,
    AuditRunner,
    FirstAdmin,
    LostPasswords,
    Installation,
    MeService,
    Passwords,
    PersonalData,
    Sessions,
    SessionsQueries,
    SessionsRunner,
    SettingChanges,
    Settings,
    SignIn,
    SignInAttempts,
    TeamsQueries,
    TeamsService,
    TerritoriesQueries,
    TerritoriesService,
    UserDirectoryQueries,
    UserRecords,
    UsersQueries,
    UsersService,
    makeCounterProvider({
      name: 'crm_sign_ins_total',
      help: 'Sign-ins that were checked, by result',
      labelNames: ['result'],
    }),
  ],
  exports: [
    ContactKeys,
    AccessQueries,
    Audit,
    FirstAdmin,
    LostPasswords,
    Installation,
    PersonalData,
    Sessions,
    Settings,
    UsersQueries,
  ],
})
export class IdentityModule {
  constructor(database: Database, settings: Settings) {
    settings.declare(NewUserLocale);
    database.entities(
      User,
      Team,
      Territory,
      TerritoryTaxRate,
      Session,
      SessionTicket,
      SignInAttempt,
      ApiToken,
      Setting,
      InstallationRow,
    );
  }
}
