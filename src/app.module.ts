import { type DynamicModule, Module } from '@nestjs/common';
import { AnalyticsModule } from './analytics';
import { CockpitModule } from './cockpit';
import { ConversationsModule } from './conversations';
import { CoreModule, type Ground } from './core/core.module';
import { CustomersModule } from './customers';
import { EmailModule } from './email';
import { EventsModule } from './events';
import { FollowUpsModule } from './follow-ups';
import { IdentityModule } from './identity';
import { LeadsModule } from './leads';
import { WhatsAppModule } from './whatsapp';

/** The modules, from the ground up. */
@Module({})
export class AppModule {
  static on(ground: Ground): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.on(ground),
        EventsModule,
        IdentityModule,
        EmailModule,
        WhatsAppModule,
        LeadsModule,
        FollowUpsModule,
        ConversationsModule,
        CustomersModule,
        AnalyticsModule,
        CockpitModule,
      ],
    };
  }
}
