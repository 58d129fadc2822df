import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FactStrip } from '../parts/facts';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import type { Line } from '../parts/timeline';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { FactsPanel } from './customer-facts.panel';
import { OriginPanel } from './customer-origin.panel';
import { OrdersPanel } from './customer-orders.panel';
import { PeoplePanel, SitesPanel } from './customer-people.panel';
import { OpportunitiesPanel } from './opportunities.panel';
import { TimelinePanel } from './customer-timeline.panel';
import { Status } from './customers.columns';
import { customerQuery, type CustomerTimeline, type CustomerView } from './customers.queries';
import './customers.css';

const OrderDialog = lazy(() =>
  import('./order.form').then((file) => ({ default: file.OrderDialog })),
);

const route = getRouteApi('/app/customers/$id');

/** What another room knows of facts; the page says where they stand. */
export interface CustomerSlots {
  readonly LeadLines: ComponentType<{
    children: (line: (fact: CustomerTimeline['items'][number]) => Line) => ReactNode;
  }>;
}

export function CustomerPage(slots: CustomerSlots) {
  const { t } = useTranslation('customers');
  const { id } = route.useParams();
  const query = useQuery(customerQuery(id));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('rights.read')}>
      {(customer) => <Customer key={customer.id} customer={customer} {...slots} />}
    </QueryView>
  );
}

function Customer({ customer, LeadLines }: { customer: CustomerView } & CustomerSlots) {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const { item } = route.useSearch();
  const navigate = route.useNavigate();
  const [ordering, setOrdering] = useState(false);
  const mayWrite = may(session, 'customers.write') && customer.status !== 'ARCHIVED';
  useShortcuts(
    mayWrite ? [{ keys: 'o', label: t('keys.order'), run: () => setOrdering(true) }] : [],
  );
  return (
    <Page
      title={customer.company}
      area={t('title')}
      crumbs={
        <nav aria-label={t('crumbs')}>
          <ol className="crumbs">
            <li>
              <Link to="/customers">{t('title')}</Link>
            </li>
          </ol>
        </nav>
      }
      beside={
        <>
          <Status status={customer.status} lists={lists} />
          {customer.simulated && <span className="demo">{t('demo')}</span>}
        </>
      }
      actions={
        mayWrite && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            rightSection={<kbd aria-hidden>{'O'}</kbd>}
            onClick={() => setOrdering(true)}
          >
            {t('order.open')}
          </Button>
        )
      }
      below={<Strip customer={customer} />}
    >
      <div className="customer-columns">
        <div className="customer-why">
          <OriginPanel customer={customer} />
          <FactsPanel customer={customer} mayEdit={mayWrite} />
        </div>
        <div className="customer-main">
          <OpportunitiesPanel
            about={{ customerId: customer.id }}
            company={customer.company}
            mayWrite={mayWrite}
          />
          <OrdersPanel customer={customer} onAdd={mayWrite ? () => setOrdering(true) : null} />
          <LeadLines>
            {(line) => (
              <TimelinePanel
                customer={customer}
                line={line}
                item={item}
                onOpen={(next) =>
                  void navigate({ search: { item: next }, replace: true, resetScroll: false })
                }
              />
            )}
          </LeadLines>
        </div>
        <div className="customer-side">
          <PeoplePanel customer={customer} />
          <SitesPanel customer={customer} />
        </div>
      </div>
      <Suspense>
        {ordering && <OrderDialog customer={customer} onClose={() => setOrdering(false)} />}
      </Suspense>
    </Page>
  );
}

function Strip({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const revenue = customer.revenue.map(({ currency, days365Cents: cents }) =>
    format.money({ cents, currency }, true),
  );
  return (
    <div className="customer-strip">
      <FactStrip
        facts={[
          { label: t('table.number'), value: <span className="rl-num">{customer.number}</span> },
          { label: t('table.owner'), value: customer.ownerName ?? <Unknown /> },
          {
            label: t('revenue.days365'),
            value:
              revenue.length > 0 ? (
                <span className="rl-num">{revenue.join(' · ')}</span>
              ) : (
                <Unknown />
              ),
          },
          {
            label: t('table.lastOrder'),
            value: customer.lastOrderAt ? <Time at={customer.lastOrderAt} /> : <Unknown />,
          },
          { label: t('table.lastContact'), value: <Time at={customer.lastContactAt} /> },
          {
            label: t('quiet'),
            value: t('days', {
              count: customer.quietDays,
              shown: format.number(customer.quietDays),
            }),
          },
          { label: t('table.territory'), value: customer.territory },
          { label: t('table.created'), value: <Time at={customer.createdAt} as="date" /> },
        ]}
      />
    </div>
  );
}
