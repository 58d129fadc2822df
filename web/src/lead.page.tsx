import { type ComponentProps, lazy, Suspense } from 'react';
import { ConversionPanel, ConvertButton } from './customers/conversion.panel';
import { NextPanel, NextTouch } from './follow-ups/trace.panel';
import { LeadPage } from './leads/lead.page';

const LeadOpportunities = lazy(() =>
  import('./customers/opportunities.panel').then((file) => ({ default: file.LeadOpportunities })),
);

function Conversion(about: ComponentProps<typeof ConversionPanel>) {
  return (
    <>
      <ConversionPanel {...about} />
      <Suspense>
        <LeadOpportunities {...about} />
      </Suspense>
    </>
  );
}

/** A lead's page with what other rooms show on it: rooms do not know each other, the house puts them together. */
export function LeadRecordPage() {
  return (
    <LeadPage
      NextTouch={NextTouch}
      NextPanel={NextPanel}
      Conversion={Conversion}
      Convert={ConvertButton}
    />
  );
}
