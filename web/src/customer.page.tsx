import { CustomerPage } from './customers/customer.page';
import { LeadLines } from './leads/lead-lines.panel';

/** A customer's page with what leads say of their facts: rooms do not know each other, the house puts them together. */
export function CustomerRecordPage() {
  return <CustomerPage LeadLines={LeadLines} />;
}
