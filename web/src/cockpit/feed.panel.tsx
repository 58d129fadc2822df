import { Button } from '@mantine/core';
import {
  IconArrowsExchange,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconTrendingUp,
  IconUserPlus,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LEAD_STATUSES } from '../api/lists';
import { useShortcuts } from '../core/keys';
import { Empty } from '../parts/state-view';
import { Time } from '../parts/time';
import type { Feed, FeedEntry, Lead } from './cockpit.queries';

const ICONS = {
  registered: IconUserPlus,
  assigned: IconArrowsExchange,
  status: IconTrendingUp,
  changed: IconPencil,
};
const SUMMARY_MS = 60_000;

interface FeedPanelProps {
  feed: Feed;
  mayAdd: boolean;
  /** Only facts about leads of this owner. */
  ownerId?: string | undefined;
}

/** What happens while it happens. It stands still while somebody reads it: held by hand, by the pointer or by focus. */
export function FeedPanel({ feed, mayAdd, ownerId }: FeedPanelProps) {
  const { t } = useTranslation('cockpit');
  const [held, setHeld] = useState(false);
  const [touched, setTouched] = useState(false);
  const [frozen, setFrozen] = useState<Feed | null>(null);
  const stands = held || touched;
  if (stands && !frozen) setFrozen(feed);
  if (!stands && frozen) setFrozen(null);
  const shown = (stands ? frozen : null) ?? feed;
  const entries = shown.entries.filter(({ leadId }) => {
    const lead = shown.leads[leadId] ?? feed.leads[leadId];
    return lead !== null && (ownerId === undefined || lead?.ownerId === ownerId);
  });
  const known = new Set(shown.entries.map(({ id }) => id));
  const waiting = feed.entries.filter(({ id }) => !known.has(id)).length;
  const toggle = () => setHeld(!held);
  useShortcuts([{ keys: 'p', label: held ? t('feed.resume') : t('feed.hold'), run: toggle }]);
  return (
    <section
      className="card feed"
      aria-labelledby="feed"
      onPointerEnter={(event) => event.pointerType === 'mouse' && setTouched(true)}
      onPointerLeave={() => setTouched(false)}
    >
      <div className="card-head">
        <h2 id="feed">{t('feed.title')}</h2>
        <div className="feed-acts">
          {waiting > 0 && (
            <Button variant="light" size="compact-sm" onClick={() => setFrozen(feed)}>
              {t('feed.waiting', { count: waiting })}
            </Button>
          )}
          <Button
            variant="default"
            size="compact-sm"
            className="feed-hold"
            leftSection={
              held ? (
                <IconPlayerPlay size={14} aria-hidden />
              ) : (
                <IconPlayerPause size={14} aria-hidden />
              )
            }
            onClick={toggle}
          >
            {held ? t('feed.resume') : t('feed.hold')}
          </Button>
        </div>
      </div>
      {entries.length > 0 ? (
        <ul>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} lead={feed.leads[entry.leadId]} />
          ))}
        </ul>
      ) : (
        <Empty
          title={t('feed.emptyTitle')}
          text={t('feed.emptyText')}
          action={
            mayAdd && (
              <Button
                variant="default"
                renderRoot={(props) => <Link to="/leads/new" {...props} />}
                leftSection={<IconPlus size={16} aria-hidden />}
              >
                {t('add')}
              </Button>
            )
          }
        />
      )}
      <Summary newest={feed.entries[0]?.id} />
    </section>
  );
}

function Entry({ entry, lead }: { entry: FeedEntry; lead: Lead | null | undefined }) {
  const { t } = useTranslation('cockpit');
  const lists = useTranslation('lists').t;
  const Icon = ICONS[entry.kind];
  const status = LEAD_STATUSES.find((known) => known === entry.status);
  const detail = lead
    ? [
        lead.free ? t('feed.free') : lead.ownerName,
        lists(`source.${lead.source}`),
        lists(`businessType.${lead.businessType}`),
      ]
    : [];
  return (
    <li>
      <Link
        to="/leads/$id"
        params={{ id: entry.leadId }}
        className="feed-entry"
        data-kind={entry.kind}
      >
        <span className="feed-time">
          <Time at={entry.at} />
        </span>
        <span className="feed-icon">
          <Icon size={16} stroke={1.5} aria-hidden />
        </span>
        <span className="feed-text">
          {lead ? (
            <>
              <span>
                <b>{lead.company}</b>
                {lead.city && <>, {lead.city}</>}
              </span>
              <span className="feed-detail">
                {entry.kind === 'registered' && t('feed.registered')}
                {entry.kind === 'assigned' &&
                  (lead.ownerName
                    ? t('feed.assigned', { owner: lead.ownerName })
                    : t('feed.released'))}
                {entry.kind === 'status' &&
                  status &&
                  t('feed.status', { status: lists(`status.${status}`) })}
                {entry.kind === 'changed' && t('feed.changed')}
                {' · '}
                {detail.filter(Boolean).join(' · ')}
              </span>
            </>
          ) : (
            <span className="feed-loading" aria-label={t('feed.loading')} />
          )}
        </span>
        {lead?.simulated && <span className="demo">{t('feed.demo')}</span>}
      </Link>
    </li>
  );
}

/** For screen readers: at most one sentence a minute. */
function Summary({ newest }: { newest: string | undefined }) {
  const { t } = useTranslation('cockpit');
  const count = useRef(0);
  const last = useRef(newest);
  const [text, setText] = useState('');
  useEffect(() => {
    if (last.current !== newest) count.current += 1;
    last.current = newest;
  }, [newest]);
  useEffect(() => {
    const timer = window.setInterval(() => {
      setText(count.current > 0 ? t('feed.summary', { count: count.current }) : '');
      count.current = 0;
    }, SUMMARY_MS);
    return () => window.clearInterval(timer);
  }, [t]);
  return (
    <span className="rl-hidden" role="status">
      {text}
    </span>
  );
}
