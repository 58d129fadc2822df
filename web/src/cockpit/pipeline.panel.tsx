import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import type { Counts } from './cockpit.queries';

/** Whose leads are meant, as the list says it. */
interface Who {
  owner?: string[];
}

/** The list behind a status: the view of that name where there is one. */
function searchOfStatus(status: LeadStatus, who: Who) {
  if (who.owner) return { ...who, status: [status] };
  if (status === 'REGISTERED') return { view: 'registered' as const };
  if (status === 'QUALIFIED') return { view: 'qualified' as const };
  return { status: [status] };
}

/** The open leads by status, as parts of a whole; the list beside it says the same in words. */
export function Pipeline({ counts, who }: { counts: Counts; who: Who }) {
  const { t } = useTranslation('cockpit');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const total = LEAD_STATUSES.reduce((sum, status) => sum + counts.byStatus[status], 0);
  return (
    <section className="card" aria-labelledby="pipeline">
      <div className="card-head">
        <h2 id="pipeline">{t('pipeline.title')}</h2>
        <Link to="/leads" search={{ view: 'all' }} className="card-link">
          {t('pipeline.all')}
        </Link>
      </div>
      <div className="card-body">
        <div className="bar" aria-hidden>
          {LEAD_STATUSES.filter((status) => counts.byStatus[status] > 0).map((status) => (
            <span key={status} data-status={status} style={{ flexGrow: counts.byStatus[status] }} />
          ))}
        </div>
        <ul className="pipeline" aria-label={t('tiles')}>
          {LEAD_STATUSES.map((status) => (
            <li key={status}>
              <span className="pipeline-mark" data-status={status} aria-hidden />
              <Link to="/leads" search={searchOfStatus(status, who)}>
                {lists(`status.${status}`)}
              </Link>
              <LiveNumber value={counts.byStatus[status]} />
              <span className="rl-quiet rl-num">
                {total === 0
                  ? '–'
                  : format.rate(Math.round((counts.byStatus[status] / total) * 100) / 100)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
