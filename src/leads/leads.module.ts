import { Module } from '@nestjs/common';
import { Database } from '../core/database';
import { DuplicatesQueries } from './duplicates.queries';
import { LeadContact } from './lead-contact.entity';
import { LeadIdentity } from './lead-identity.entity';
import { Lead } from './lead.entity';
import { LeadsConsumer } from './leads.consumer';
import { LeadsController } from './leads.controller';
import { LeadsQueries } from './leads.queries';
import { LeadsService } from './leads.service';
import { RegistrationService } from './registration.service';

@Module({
  controllers: [LeadsController],
  providers: [LeadsService, RegistrationService, LeadsQueries, DuplicatesQueries, LeadsConsumer],
  exports: [LeadsService, LeadsQueries],
})
export class LeadsModule {
  constructor(database: Database) {
    database.entities(Lead, LeadContact, LeadIdentity);
  }
}
