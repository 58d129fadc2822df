import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LiveNumber } from '../parts/live-number';
import { QueryView, Skeleton } from '../parts/state-view';
import { type MyDay, myDayQuery } from './my-day.queries';
import './team.css';

/** What goes on only when this person says so; each number is the count of the list that it opens. */
export function ApprovalsPanel({ width }: { width: 'own' | 'wide' }) {
  const { t } = useTranslation('team');
  const query = useQuery(myDayQuery(width));
  return (
    <section className="card" aria-labelledby="approvals">
      <div className="card-head">
        <h2 id="approvals">{t('approvals.title')}</h2>
        {query.data && waitingOf(query.data) === 0 && (
          <span className="rl-quiet approvals-none">{t('approvals.none')}</span>
        )}
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={1} height={28} />}>
        {(day) => <Lists day={day} width={width} />}
      </QueryView>
    </section>
  );
}

function waitingOf(day: MyDay): number {
  const { clockRequests, importApprovals, proposals, followUpApprovals } = day;
  return (
    (clockRequests ?? 0) + (importApprovals ?? 0) + (proposals ?? 0) + (followUpApprovals ?? 0)
  );
}

function Lists({ day, width }: { day: MyDay; width: 'own' | 'wide' }) {
  const { t } = useTranslation('team');
  const whose = width === 'own' ? { owner: ['me'] } : {};
  const who = width === 'own' ? ({ owner: 'me' } as const) : {};
  const clock = day.clockRequests ?? 0;
  const imports = day.importApprovals ?? 0;
  const proposals = day.proposals ?? 0;
  const followUps = day.followUpApprovals ?? 0;
  if (waitingOf(day) === 0) return null;
  return (
    <ul className="approvals">
      {clock > 0 && (
        <li>
          <Link to="/leads" search={{ clock: ['requested'], ...whose }}>
            {t('approvals.clock')}
          </Link>{' '}
          <LiveNumber value={clock} />
        </li>
      )}
      {imports > 0 && (
        <li>
          <Link to="/leads/imports" search={{ state: 'AWAITING_APPROVAL' }}>
            {t('approvals.imports')}
          </Link>{' '}
          <LiveNumber value={imports} />
        </li>
      )}
      {proposals > 0 && (
        <li>
          <Link to="/inbox" search={who}>
            {t('approvals.proposals')}
          </Link>{' '}
          <LiveNumber value={proposals} />
        </li>
      )}
      {followUps > 0 && (
        <li>
          <Link
            to="/follow-ups"
            search={{ state: ['deferred'], reason: ['AWAITING_APPROVAL'], ...whose }}
          >
            {t('approvals.followUps')}
          </Link>{' '}
          <LiveNumber value={followUps} />
        </li>
      )}
    </ul>
  );
}
