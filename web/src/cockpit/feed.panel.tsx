import {
  IconAlertOctagon,
  IconArrowBackUp,
  IconArrowsExchange,
  IconBan,
  IconBuildingStore,
  IconCheck,
  IconChecklist,
  IconClick,
  IconHourglass,
  IconMailOpened,
  IconMessageReply,
  IconMinus,
  IconPackage,
  IconPhone,
  IconPlayerPause,
  IconPlayerPlay,
  IconReceipt,
  IconSend,
  IconShield,
  IconTargetArrow,
  IconTrendingUp,
  IconUserPlus,
  IconX,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { FeedActs, FeedFilters, FeedList, FeedSummary, useHeldFeed } from '../parts/held-feed';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { FEED_GROUPS } from './feed-keys.queries';
import { type Feed, type FeedAsk, type FeedItem, feedQuery } from './feed.queries';
import type { Width } from './follow-up-metrics.queries';
import './feed.css';

const ICONS: Readonly<Record<FeedItem['kind'], TablerIcon>> = {
  sent: IconSend,
  skipped: IconMinus,
  deferred: IconHourglass,
  cancelled: IconX,
  failed: IconAlertOctagon,
  paused: IconPlayerPause,
  resumed: IconPlayerPlay,
  answer: IconMessageReply,
  opened: IconMailOpened,
  clicked: IconClick,
  farewell: IconBan,
  customer: IconBuildingStore,
  refused: IconX,
  undone: IconArrowBackUp,
  order: IconReceipt,
  opportunity: IconTargetArrow,
  activity: IconPhone,
  task: IconChecklist,
  done: IconCheck,
  sample: IconPackage,
  registered: IconUserPlus,
  assigned: IconArrowsExchange,
  status: IconTrendingUp,
  protection: IconShield,
};
const SHORTEST = 2;

const idsOf = ({ items }: Feed) => items.map(({ id }) => id);

const route = getRouteApi('/app/');

/** What happens while it happens. It stands still while somebody reads it: held by hand, by the pointer or by focus. */
export function FeedPanel({ width }: { width: Width }) {
  const { t } = useTranslation('widgets');
  const { feed: filter, q } = route.useSearch();
  const ask: FeedAsk = {
    ...(width === 'own' && { scope: 'own' as const }),
    ...(filter && { filter }),
    ...(q && q.length >= SHORTEST && { q }),
  };
  const query = useQuery(feedQuery(ask));
  const feed = useHeldFeed(query.data, JSON.stringify(ask), idsOf);
  const navigate = route.useNavigate();
  return (
    <section className="card feed" aria-labelledby="feed">
      <div className="card-head">
        <h2 id="feed">{t('feed.title')}</h2>
        <FeedActs {...feed} />
      </div>
      <FeedFilters
        q={q}
        searchLabel={t('feed.search')}
        onSearch={(words) =>
          void navigate({ search: (now) => ({ ...now, q: words }), replace: true })
        }
        value={filter}
        options={FEED_GROUPS.map((value) => ({ value, label: t(`feed.groups.${value}`) }))}
        onFilter={(value) => {
          const group = FEED_GROUPS.find((known) => known === value);
          void navigate({ search: (now) => ({ ...now, feed: group }), replace: true });
        }}
      />
      <QueryView query={query} skeleton={<Skeleton rows={8} height={44} />}>
        {() => (
          <FeedList touch={feed.touch}>
            {feed.shown && (
              <Entries feed={feed.shown} isFiltered={filter !== undefined || ask.q !== undefined} />
            )}
          </FeedList>
        )}
      </QueryView>
      <FeedSummary newest={query.data?.items[0]?.id} />
    </section>
  );
}

function Entries({ feed, isFiltered }: { feed: Feed; isFiltered: boolean }) {
  const { t } = useTranslation('widgets');
  const navigate = route.useNavigate();
  const format = useFormat();
  const since = feed.since !== null && (
    <p className="feed-since">{t('feed.since', { at: format.dateTime(feed.since) })}</p>
  );
  if (feed.items.length === 0)
    return (
      <>
        {isFiltered ? (
          <EmptyByFilter
            title={t('feed.noneTitle')}
            onReset={() =>
              void navigate({
                search: (now) => ({ ...now, feed: undefined, q: undefined }),
                replace: true,
              })
            }
          />
        ) : (
          <Empty title={t('feed.emptyTitle')} text={t('feed.emptyText')} />
        )}
        {since}
      </>
    );
  return (
    <ul>
      {feed.items.map((item) => (
        <Entry key={item.id} item={item} />
      ))}
    </ul>
  );
}

function Entry({ item }: { item: FeedItem }) {
  const { t } = useTranslation('cockpit');
  const { kind, at, leadId, customerId, company, sentence, detail, simulated } = item;
  const Icon = ICONS[kind];
  const [before, ...after] = sentence.split(company);
  const line = (
    <>
      <span className="feed-time">
        <Time at={at} />
      </span>
      <span className="feed-icon">
        <Icon size={16} stroke={1.5} aria-hidden />
      </span>
      <span className="feed-text">
        <span>
          {before}
          <b>{company}</b>
          {after.join(company)}
        </span>
        {detail && <span className="feed-detail">{detail}</span>}
      </span>
      {simulated && <span className="demo">{t('demo')}</span>}
    </>
  );
  return (
    <li data-kind={kind}>
      {leadId ? (
        <Link to="/leads/$id" params={{ id: leadId }} className="feed-entry">
          {line}
        </Link>
      ) : (
        <Link to="/customers/$id" params={{ id: customerId ?? '' }} className="feed-entry">
          {line}
        </Link>
      )}
    </li>
  );
}
