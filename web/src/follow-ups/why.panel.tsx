import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../core/api';
import { SideDrawer } from '../parts/dialog';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';

interface WhyDrawerProps {
  leadId: string | null;
  company: string | undefined;
  onClose: () => void;
}

/** Why, why not and why not yet, beside the list. */
export function WhyDrawer({ leadId, company, onClose }: WhyDrawerProps) {
  const { t } = useTranslation('follow-ups');
  return (
    <SideDrawer
      opened={leadId !== null}
      onClose={onClose}
      title={company === undefined ? t('why.open') : t('why.title', { company })}
    >
      {leadId !== null && <Why leadId={leadId} />}
    </SideDrawer>
  );
}

function Why({ leadId }: { leadId: string }) {
  const { t } = useTranslation('follow-ups');
  const query = useQuery({
    queryKey: ['trace', leadId],
    queryFn: () =>
      call(api.GET('/v1/leads/{id}/follow-up-trace', { params: { path: { id: leadId } } })),
  });
  return (
    <QueryView query={query} skeleton={<Skeleton rows={4} />} right={t('right')}>
      {(trace) => (
        <div className="why">
          <p className="why-sentence">{trace.sentence}</p>
          <ol className="why-steps">
            {trace.followUps.map((step) => {
              const last = step.decisions.at(-1);
              return (
                <li key={step.id}>
                  <h3>{step.step}</h3>
                  <p>{step.sentence}</p>
                  {last?.counterfactual && (
                    <p className="why-well">{last.counterfactual.sentence}</p>
                  )}
                  {last && (
                    <p className="rl-quiet">
                      <Time at={last.decidedAt} as="moment" /> ·{' '}
                      {t('why.checks', { passed: last.passed, count: last.notNeeded })}
                    </p>
                  )}
                </li>
              );
            })}
          </ol>
          <Link to="/leads/$id" params={{ id: leadId }}>
            {t('why.lead')}
          </Link>
        </div>
      )}
    </QueryView>
  );
}
