import { Module } from '@nestjs/common';
import { Database } from '../core/database';
import { IdentityModule, Settings } from '../identity';
import { LeadsModule } from '../leads';
import { Approval } from './conversion/approval.entity';
import { Belongings } from './conversion/belongings.service';
import { Conversion } from './conversion/conversion.entity';
import { ConversionsController } from './conversion/conversions.controller';
import { Conversions } from './conversion/conversions.service';
import { KnownCustomers } from './conversion/known-customers.queries';
import { ProposalsQueries } from './conversion/proposals.queries';
import { MergedLeads } from './conversion/merged-leads.service';
import { Proposals } from './conversion/proposals.service';
import { Reviews } from './conversion/reviews.service';
import { Undoing } from './conversion/undoing.service';
import { CustomerContact } from './customer-contact.entity';
import { CustomerIdentity } from './customer-identity.entity';
import { CustomerRecords } from './customer-records.service';
import { CustomerSite } from './customer-site.entity';
import { Customer } from './customer.entity';
import { CustomersConsumer } from './customers.consumer';
import { CustomersController } from './customers.controller';
import { CustomersQueries } from './customers.queries';
import { PersonalCustomers } from './personal-customers.service';
import { CustomersService } from './customers.service';
import { CustomerOrder } from './orders/customer-order.entity';
import { ErpOrdersController } from './orders/erp-orders.controller';
import { Orders } from './orders/orders.service';
import { OpportunitiesController } from './opportunities/opportunities.controller';
import { OpportunitiesQueries } from './opportunities/opportunities.queries';
import { Opportunities } from './opportunities/opportunities.service';
import { Opportunity } from './opportunities/opportunity.entity';
import { Acting } from './judging/acting.service';
import { Deciding } from './judging/deciding.service';
import { Evaluation } from './judging/evaluation.entity';
import { FactsQueries } from './judging/facts.queries';
import { RuleSet } from './judging/rule-set.entity';
import { RuleSetsController } from './judging/rule-sets.controller';
import { RuleSets } from './judging/rule-sets.service';
import { Touch } from './judging/touch.entity';
import { Trials } from './judging/trials.queries';
import { CUSTOMER_SETTINGS } from './settings.rules';
import { Succession } from './succession.service';
import { CustomerTimelines } from './timeline.queries';

const rules = [RuleSets, FactsQueries, Deciding, Acting, Trials];
const conversion = [
  Conversions,
  KnownCustomers,
  MergedLeads,
  Belongings,
  Proposals,
  ProposalsQueries,
  Reviews,
  Undoing,
];

/** 03 conversion rules, decisions, customers. */
@Module({
  imports: [IdentityModule, LeadsModule],
  controllers: [
    CustomersController,
    ErpOrdersController,
    ConversionsController,
    RuleSetsController,
    OpportunitiesController,
  ],
  providers: [
    CustomersConsumer,
    CustomersService,
    PersonalCustomers,
    CustomersQueries,
    CustomerRecords,
    CustomerTimelines,
    Orders,
    Opportunities,
    OpportunitiesQueries,
    Succession,
    ...rules,
    ...conversion,
  ],
  exports: [CustomersQueries, OpportunitiesQueries, ProposalsQueries],
})
export class CustomersModule {
  constructor(database: Database, settings: Settings) {
    database.entities(Customer, CustomerContact, CustomerSite, CustomerIdentity, CustomerOrder);
    database.entities(RuleSet, Touch, Evaluation, Approval, Conversion, Opportunity);
    settings.declare(...CUSTOMER_SETTINGS);
  }
}
