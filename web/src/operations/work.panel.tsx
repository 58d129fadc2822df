import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { runningCampaignsQuery, runningImportsQuery } from './work.queries';

/** Longer work that people have begun and the system goes on with. */
export function RunningWork() {
  const { t } = useTranslation('operations');
  const session = useSession();
  return (
    <section className="card" aria-labelledby="work">
      <div className="card-head">
        <h2 id="work">{t('work.title')}</h2>
      </div>
      {may(session, 'leads.import.read') && <Imports />}
      {may(session, 'campaigns.read') && <Campaigns />}
    </section>
  );
}

function Imports() {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const query = useQuery(runningImportsQuery);
  return (
    <QueryView query={query} skeleton={<Skeleton rows={1} />}>
      {(items) =>
        items.length === 0 ? (
          <p className="operations-line rl-quiet">{t('work.noImports')}</p>
        ) : (
          <ul className="operations-list">
            {items.map(({ id, fileName, state, rows, createdAt, createdByName }) => (
              <li key={id}>
                <div>
                  <p>
                    {t('work.import')}{' '}
                    <Link to="/leads/imports/$id" params={{ id }}>
                      {fileName}
                    </Link>
                  </p>
                  <p className="rl-quiet">
                    {t(`work.importState.${state as 'EXECUTING'}`)} ·{' '}
                    {t('work.rows', { count: rows, shown: format.number(rows) })} ·{' '}
                    {createdByName ?? t('work.somebody')}, <Time at={createdAt} as="exact" />
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

function Campaigns() {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const query = useQuery(runningCampaignsQuery);
  return (
    <QueryView query={query} skeleton={<Skeleton rows={1} />}>
      {(items) =>
        items.length === 0 ? (
          <p className="operations-line rl-quiet">{t('work.noCampaigns')}</p>
        ) : (
          <ul className="operations-list">
            {items.map(({ id, name, counts, startedAt }) => (
              <li key={id}>
                <div>
                  <p>
                    {t('work.campaign')}{' '}
                    <Link to="/campaigns" search={{ id }}>
                      {name}
                    </Link>
                  </p>
                  <p className="rl-quiet">
                    {t('work.contacts', {
                      done: format.number(counts.contacts - counts.waiting),
                      all: format.number(counts.contacts),
                    })}
                    {startedAt !== null && (
                      <>
                        {' · '}
                        {t('work.since')} <Time at={startedAt} as="exact" />
                      </>
                    )}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}
