import { ClockStopsPanel } from './clock-stops.panel';
import { CompanyPanel } from './lead-company.panel';
import { ConsentsPanel } from './lead-consents.panel';
import { CollaboratorsPanel } from './lead-people.panel';
import { RelationshipPanel } from './lead-relationship.panel';
import type { LeadView } from './leads.queries';
import { SamplesPanel } from './samples.panel';

interface LaterProps {
  lead: LeadView;
  mayEdit: boolean;
  mayWork: boolean;
}

/** The end of a lead's page, which comes after the rest: nothing stands below it that would move. */
export function LaterPanels({ lead, mayEdit, mayWork }: LaterProps) {
  return (
    <>
      <ConsentsPanel lead={lead} mayWork={mayWork} />
      <CompanyPanel lead={lead} mayEdit={mayEdit} />
      <RelationshipPanel lead={lead} mayEdit={mayEdit} />
      <SamplesPanel lead={lead} mayWork={mayWork && lead.status !== 'LOST'} />
      <ClockStopsPanel lead={lead} mayEdit={mayEdit} />
      <CollaboratorsPanel lead={lead} mayEdit={mayEdit} />
    </>
  );
}
