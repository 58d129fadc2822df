import { InboxPage } from './conversations/inbox.page';
import { RuleTraces } from './customers/clause-words.panel';
import './customers/customers.css';

/** The inbox with what the rules of customers say: rooms do not know each other, the house puts them together. */
export function InboxRecordPage() {
  return <InboxPage Traces={RuleTraces} />;
}
