export { CustomersModule } from './customers.module';
export { CustomersQueries } from './customers.queries';
export { OpportunityNameSchema } from './opportunities/opportunities.dto';
export { OpportunitiesQueries } from './opportunities/opportunities.queries';
export { ProposalsQueries } from './conversion/proposals.queries';
