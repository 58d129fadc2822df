export type { ContactForFollowUp, LeadForFollowUp } from './follow-up-facts.rules';
export type { LeadHistory } from './follow-up-history.queries';
export { BUSINESS_TYPES } from './lists.rules';
export { LeadsModule } from './leads.module';
export { LeadsQueries } from './leads.queries';
export { LeadsService } from './leads.service';
