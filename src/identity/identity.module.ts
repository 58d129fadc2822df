import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
import { AccessGuard } from './access.guard';
import { AccessQueries } from './access.queries';
import { Audit } from './audit/audit.service';
import { FirstAdmin } from './people/first-admin.service';
import { MeController } from './people/me.controller';
import { MeService } from './people/me.service';
import { Passwords } from './people/passwords.service';
import { Team } from './people/team.entity';
import { Territory, TerritoryTaxRate } from './people/territory.entity';
import { UserRecords } from './people/user-records.service';
import { User } from './people/user.entity';
import { UsersQueries } from './people/users.queries';
import { SessionController } from './sessions/session.controller';
import { SessionTicket } from './sessions/session-ticket.entity';
import { Session } from './sessions/session.entity';
import { SessionsQueries } from './sessions/sessions.queries';
import { Sessions } from './sessions/sessions.service';
import { SignIn } from './sessions/sign-in.service';
import { SignInAttempt } from './sessions/sign-in-attempt.entity';
import { SignInAttempts } from './sessions/sign-in-attempts.service';
import { Setting } from './settings/setting.entity';

/** Who is asking and what they may see. Every module needs it, so it is there without being imported. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [SessionController, MeController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    AccessQueries,
    Audit,
    FirstAdmin,
    MeService,
    Passwords,
    Sessions,
    SessionsQueries,
    SignIn,
    SignInAttempts,
    UserRecords,
    UsersQueries,
    makeCounterProvider({
      name: 'crm_sign_ins_total',
      help: 'Sign-ins that were checked, by result',
      labelNames: ['result'],
    }),
  ],
  exports: [AccessQueries, Audit, FirstAdmin, Sessions, UsersQueries],
})
export class IdentityModule {
  constructor(database: Database) {
    database.entities(
      User,
      Team,
      Territory,
      TerritoryTaxRate,
      Session,
      SessionTicket,
      SignInAttempt,
      Setting,
    );
  }
}
