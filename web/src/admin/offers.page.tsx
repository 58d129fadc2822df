import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { currentTime } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { clockAt } from '../core/zoned';
import { type Column, DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Unknown } from '../parts/unknown';
import { AdminTabs } from './admin-head.panel';
import { useOfferWords } from './offer-words.panel';
import {
  ceilingFor,
  type Ceilings,
  ceilingsQuery,
  type Offer,
  offersQuery,
} from './offers.queries';
import './admin.css';

const route = getRouteApi('/app/admin/offers');
/** With its calendar: only who opens an offer loads it. */
const OfferForm = lazy(async () => ({ default: (await import('./offer-save.form')).OfferForm }));

/** What follow-ups offer to whom and when: general rows give, specific ones add and replace. */
export function OffersPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const { offer } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(offersQuery);
  const ceilings = useQuery(ceilingsQuery).data ?? new Map<string, number>();
  const close = () => void navigate({ search: {}, replace: true });
  if (!may(session, 'offers.read')) return <NoRight right={t('rights.offers')} />;
  const mayWrite = may(session, 'offers.write');
  return (
    <Page
      fill
      title={t('tabs.offers')}
      area={t('title')}
      sub={<p>{t('offer.sub')}</p>}
      actions={
        mayWrite && (
          <Button
            renderRoot={(props) => <Link to="/admin/offers" search={{ offer: 'new' }} {...props} />}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('offer.add')}
          </Button>
        )
      }
      below={<AdminTabs active="offers" />}
    >
      <QueryView query={query} skeleton={<Skeleton rows={8} />}>
        {({ items }) => (
          <>
            {items.length > 0 ? (
              <Offers offers={items} ceilings={ceilings} />
            ) : (
              <Empty title={t('offer.none')} text={t('offer.noneText')} />
            )}
            <SideDrawer
              opened={offer !== undefined}
              onClose={close}
              title={offer === 'new' ? t('offer.add') : t('offer.edit')}
            >
              <Suspense fallback={<Skeleton rows={8} />}>
                <OfferForm
                  key={offer}
                  offer={items.find(({ id }) => id === offer) ?? null}
                  ceilings={ceilings}
                  readOnly={!mayWrite}
                  onDone={close}
                />
              </Suspense>
            </SideDrawer>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Offers({ offers, ceilings }: { offers: Offer[]; ceilings: Ceilings }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useSession().user;
  const words = useOfferWords();
  const today = clockAt(currentTime(), timeZone).day;
  const isOver = ({ validTo }: Offer) => validTo !== null && validTo < today;
  const link = (row: Offer) => (
    <Link to="/admin/offers" search={{ offer: row.id }} className="row-link" data-row-link>
      {words.type(row)}
    </Link>
  );
  const discount = (row: Offer) => <Discount row={row} ceilings={ceilings} />;
  return (
    <DataTable
      label={t('tabs.offers')}
      columns={columnsOf(t, words, { link, discount })}
      rows={offers}
      rowKey={({ id }) => id}
      dim={isOver}
      compact={(row) => (
        <>
          <span>{link(row)}</span>
          <span>{discount(row)}</span>
          <span className="rl-quiet">
            {words.territory(row)} · {words.season(row)}
          </span>
          <span className="rl-quiet">{words.valid(row)}</span>
        </>
      )}
    />
  );
}

function columnsOf(
  t: TFunction<'admin'>,
  words: ReturnType<typeof useOfferWords>,
  { link, discount }: { link: (row: Offer) => ReactNode; discount: (row: Offer) => ReactNode },
): Column<Offer>[] {
  return [
    { key: 'type', head: t('offer.businessType'), width: 176, cell: link },
    { key: 'territory', head: t('offer.territory'), width: 112, cell: words.territory },
    { key: 'season', head: t('offer.season'), width: 144, cell: words.season },
    {
      key: 'products',
      head: t('offer.products'),
      cell: (row) => (words.products(row) === '' ? <Unknown /> : words.products(row)),
    },
    { key: 'discount', head: t('offer.discount'), width: 128, end: true, cell: discount },
    {
      key: 'minimum',
      head: t('offer.minimum'),
      width: 132,
      end: true,
      cell: (row) => words.minimum(row) ?? <Unknown />,
    },
    { key: 'valid', head: t('offer.valid'), width: 216, from: 'md', cell: words.valid },
  ];
}

function Discount({ row, ceilings }: { row: Offer; ceilings: Ceilings }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { discountPct, territory } = row;
  if (discountPct === null) return <Unknown />;
  const ceiling = ceilingFor(ceilings, territory);
  const shown = format.rate(discountPct / 100);
  if (ceiling === null || discountPct <= ceiling) return shown;
  return (
    <Tag tone="warn" icon="alert-triangle">
      {t('offer.capped', { pct: shown, ceiling: format.rate(ceiling / 100) })}
    </Tag>
  );
}
