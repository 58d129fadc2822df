export type { ContactForFollowUp, LeadForFollowUp } from './follow-up-facts.rules';
export type {
  ContactForConversion,
  LeadForConversion,
} from './conversion/conversion-facts.queries';
export type { LeadHistory } from './follow-up-history.queries';
export { BUSINESS_TYPES } from './lists.rules';
export { type LeadFilter, LeadFilterSchema } from './leads.dto';
export { LeadsModule } from './leads.module';
export { LeadsQueries } from './leads.queries';
export { LeadsService } from './leads.service';
export { Pages } from './pages.queries';
export { LeadEntrySchema } from './timeline/entries.dto';
