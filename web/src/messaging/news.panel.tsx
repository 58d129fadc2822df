import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveNumber } from '../parts/live-number';
import { FeedActs, FeedFilters, FeedList, FeedSummary, useHeldFeed } from '../parts/held-feed';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import {
  type Chat,
  hotClicksQuery,
  INTERACTIONS,
  type MessagingSearch,
  type News,
  recentAsk,
  recentQuery,
} from './messaging.queries';
import { Rate } from './rate.panel';
import { useDuration } from '../core/use-duration';

export function HotClicks({ search }: { search: MessagingSearch }) {
  const { t } = useTranslation('messaging');
  const query = useQuery(hotClicksQuery(search));
  return (
    <section className="card" aria-labelledby="hot-clicks">
      <div className="card-head">
        <h2 id="hot-clicks">{t('hot.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={3} height={36} />}>
        {({ data }) =>
          data.items.length === 0 ? (
            <p className="card-body rl-quiet">{t('hot.none')}</p>
          ) : (
            <ul className="messaging-lines">
              {data.items.map(({ message_id, lead_id, company, button, at }) => (
                <li key={message_id}>
                  <Link to="/leads/$id" params={{ id: lead_id }}>
                    {company ?? t('hidden')}
                  </Link>
                  <span className="rl-quiet">
                    {t(`button.${button as 'unlock'}`, { defaultValue: button })}
                  </span>
                  <Time at={at} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

export function ChatCard({ chat }: { chat: Chat }) {
  const { t } = useTranslation('messaging');
  const duration = useDuration();
  const { automatic, human, by_channel: of } = chat.response_time;
  const mean = (ms: number | null) => (ms === null ? <Unknown /> : duration(ms));
  const facts: [string, ReactNode][] = [
    [t('chat.in'), <LiveNumber key="in" value={chat.messages_in} />],
    [t('chat.out'), <LiveNumber key="out" value={chat.messages_out} />],
    [t('chat.human'), mean(human.avg_ms)],
    [t('chat.humanP95'), mean(human.p95_ms)],
    [t('chat.humanWhatsapp'), mean(of.whatsapp.human.avg_ms)],
    [t('chat.humanMail'), mean(of.email.human.avg_ms)],
    [t('chat.automatic'), mean(automatic.avg_ms)],
    [t('chat.completion'), <Rate key="done" of={chat.completion_rate} />],
    [t('chat.timeouts'), <Rate key="late" of={chat.timeout_rate} />],
    [t('chat.escalation'), <Rate key="up" of={chat.escalation_rate} />],
  ];
  return (
    <section className="card" aria-labelledby="chat">
      <div className="card-head">
        <h2 id="chat">{t('chat.title')}</h2>
        <Link to="/inbox" search={{ box: 'open' }} className="card-link">
          {t('chat.open')}
        </Link>
      </div>
      <dl className="messaging-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="rl-num">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface RecentProps {
  search: MessagingSearch;
  go: (next: MessagingSearch) => void;
}

const idsOf = ({ data }: News) => data.items.map(({ id }) => id);

/** What happens on the channel while it happens, the newest first. It stands still while somebody reads it. */
export function Recent({ search, go }: RecentProps) {
  const { t } = useTranslation('messaging');
  const query = useQuery(recentQuery(search));
  const ask = recentAsk(search);
  const feed = useHeldFeed(query.data, JSON.stringify(ask), idsOf);
  const { what: _, q: __, ...all } = search;
  return (
    <section className="card feed" aria-labelledby="recent">
      <div className="card-head">
        <h2 id="recent">{t('recent.title')}</h2>
        <FeedActs {...feed} />
      </div>
      <FeedFilters
        q={search.q}
        searchLabel={t('recent.search')}
        onSearch={(q) => go({ ...search, q })}
        value={search.what}
        options={INTERACTIONS.map((value) => ({ value, label: t(`recent.what.${value}`) }))}
        onFilter={(value) => go({ ...search, what: INTERACTIONS.find((known) => known === value) })}
      />
      <QueryView query={query} skeleton={<Skeleton rows={8} height={36} />}>
        {() => (
          <FeedList touch={feed.touch}>
            {feed.shown?.data.items.length === 0 ? (
              Object.keys(ask).length > 0 ? (
                <EmptyByFilter title={t('recent.emptyByFilter')} onReset={() => go(all)} />
              ) : (
                <Empty title={t('recent.none')} text={t('recent.noneText')} />
              )
            ) : (
              <ul className="messaging-lines">
                {feed.shown?.data.items.map((item) => (
                  <Line key={item.id} item={item} />
                ))}
              </ul>
            )}
          </FeedList>
        )}
      </QueryView>
      <FeedSummary newest={query.data?.data.items[0]?.id} />
    </section>
  );
}

function Line({ item }: { item: News['data']['items'][number] }) {
  const { t } = useTranslation('messaging');
  return (
    <li>
      {item.lead_id === null ? (
        <span className="rl-quiet">{t('recent.unknown')}</span>
      ) : (
        <Link to="/leads/$id" params={{ id: item.lead_id }}>
          {item.company ?? t('hidden')}
        </Link>
      )}
      <span className="rl-quiet">
        {item.what === 'click'
          ? t('recent.click', {
              button: t(`button.${item.button as 'unlock'}`, { defaultValue: item.button ?? '' }),
            })
          : t(`recent.${item.what}`)}
      </span>
      <Time at={item.at} />
    </li>
  );
}
