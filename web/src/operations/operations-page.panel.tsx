import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { Page } from '../parts/page';
import { NoRight } from '../parts/state-view';
import { ViewTabs } from '../parts/view-tabs';
import { lettersQuery, unknownMailsQuery } from './operations.queries';
import { NEEDS, type Place, PLACES, placesOf } from './places.queries';
import './operations.css';

/** The other pages of operations, with what waits for a person. */
export function OperationsTabs({ active }: { active: Place }) {
  const { t } = useTranslation('operations');
  const session = useSession();
  const format = useFormat();
  const places = placesOf(session);
  const mayRead = places.includes('dead-letters');
  const letters = useQuery({ ...lettersQuery, enabled: mayRead }).data?.dead ?? 0;
  const mails = useQuery({ ...unknownMailsQuery, enabled: mayRead }).data?.items.length ?? 0;
  const waiting = letters + mails;
  return (
    <ViewTabs
      label={t('title')}
      active={active}
      tabs={places.map((key) => ({
        key,
        label: t(`tabs.${key}`),
        count: key === 'dead-letters' && waiting > 0 ? format.number(waiting) : null,
      }))}
      link={({ key }, props) => <Link to={PLACES[key as Place]} activeProps={{}} {...props} />}
    />
  );
}

export function OperationsCrumbs({ place }: { place: Place }) {
  const { t } = useTranslation('operations');
  return (
    <nav aria-label={t('crumbs')}>
      <ol className="crumbs">
        <li>
          <Link to="/operations" activeProps={{}}>
            {t('title')}
          </Link>
        </li>
        <li aria-current="page">{t(`tabs.${place}`)}</li>
      </ol>
    </nav>
  );
}

interface OperationsPageProps {
  place: Place;
  beside?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** One page of operations with its tabs, for whoever may see it. */
export function OperationsPage({ place, children, ...head }: OperationsPageProps) {
  const { t } = useTranslation('operations');
  const session = useSession();
  if (!may(session, NEEDS[place])) return <NoRight right={t('right')} />;
  return (
    <Page
      title={t(`tabs.${place}`)}
      area={t('title')}
      crumbs={<OperationsCrumbs place={place} />}
      below={<OperationsTabs active={place} />}
      {...head}
    >
      <div className="page-body operations">{children}</div>
    </Page>
  );
}
