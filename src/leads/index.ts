export { LeadsModule } from './leads.module';
export { LeadsQueries } from './leads.queries';
export { LeadsService } from './leads.service';
export type { ContactForFollowUp, LeadForFollowUp } from './for-follow-ups.rules';
