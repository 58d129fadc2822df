import { NextPanel, NextTouch } from './follow-ups/trace.panel';
import { LeadPage } from './leads/lead.page';

/** A lead's page with what follow-ups show on it: rooms do not know each other, the house puts them together. */
export function LeadRecordPage() {
  return <LeadPage NextTouch={NextTouch} NextPanel={NextPanel} />;
}
