import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NOT_MEASURED } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { type ChannelMetrics, channelMetricsQuery, channelStatusQuery } from './channel.queries';
import './channel.css';
import './widgets.css';

const LOOKS = {
  healthy: { tone: 'good', icon: 'check' },
  degraded: { tone: 'warn', icon: 'alert-triangle' },
  down: { tone: 'bad', icon: 'alert-octagon' },
  off: { tone: 'idle', icon: 'circle-off' },
} as const;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WEEK = 7;

/** Nothing of a channel that is off: nobody can do anything about it here. */
export function ChannelPanels({ width }: { width: 'own' | 'wide' }) {
  const status = useQuery(channelStatusQuery);
  if (status.data?.data.state === 'off') return null;
  return (
    <>
      <ButtonsPanel width={width} />
      <ChatPanel width={width} />
      <StatusPanel />
    </>
  );
}

function useDuration(): (milliseconds: number | null) => string {
  const { t } = useTranslation('channel');
  const format = useFormat();
  return (milliseconds) => {
    if (milliseconds === null) return NOT_MEASURED;
    if (milliseconds < MINUTE)
      return t('span.seconds', { shown: format.number(Math.round(milliseconds / 100) / 10) });
    if (milliseconds < HOUR)
      return t('span.minutes', { shown: format.number(Math.round(milliseconds / MINUTE)) });
    const minutes = Math.round(milliseconds / MINUTE);
    return t('span.hours', {
      shown: `${format.number(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`,
    });
  };
}

function Facts({ facts }: { facts: { name: string; value: ReactNode; alarm?: boolean }[] }) {
  return (
    <dl className="sending">
      {facts.map(({ name, value, alarm }) => (
        <div key={name} data-alarm={alarm || undefined}>
          <dt>{name}</dt>
          <dd className="rl-num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function StatusPanel() {
  const { t } = useTranslation('channel');
  const format = useFormat();
  const session = useSession();
  const query = useQuery(channelStatusQuery);
  return (
    <section className="card" aria-labelledby="channel-status">
      <div className="card-head">
        <h2 id="channel-status">{t('channel.title')}</h2>
        {may(session, 'dead-letters.read') && (
          <Link to="/operations/webhook" className="card-link">
            {t('channel.more')}
          </Link>
        )}
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={2} height={28} />}>
        {({ data }) => (
          <>
            <p className="channel-state">
              <Tag {...LOOKS[data.state]} quiet={data.state === 'healthy'}>
                {t(`channel.state.${data.state}`)}
              </Tag>
            </p>
            <Facts
              facts={[
                {
                  name: t('channel.last'),
                  value: data.last_event_at ? <Time at={data.last_event_at} /> : <Unknown />,
                },
                { name: t('channel.perMinute'), value: format.number(data.events_per_minute) },
                {
                  name: t('channel.queue'),
                  value: <LiveNumber value={data.queue_depth} />,
                  alarm: data.reasons.includes('backlog'),
                },
                {
                  name: t('channel.signatures'),
                  value: <LiveNumber value={data.signature_failures_24h} />,
                  alarm: (data.signature_failures_24h ?? 0) > 0,
                },
              ]}
            />
          </>
        )}
      </QueryView>
    </section>
  );
}

function ButtonsPanel({ width }: { width: 'own' | 'wide' }) {
  const { t } = useTranslation('channel');
  const query = useQuery(channelMetricsQuery(width, 1));
  return (
    <section className="card" aria-labelledby="channel-buttons">
      <div className="card-head">
        <h2 id="channel-buttons">{t('buttons.title')}</h2>
        <Link
          to="/analytics/whatsapp"
          search={{ days: '1', ...(width === 'own' && { owner: 'me' as const }) }}
          className="card-link"
        >
          {t('buttons.more')}
        </Link>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={3} height={28} />}>
        {({ data }) => <Buttons data={data} />}
      </QueryView>
    </section>
  );
}

function Buttons({ data }: { data: ChannelMetrics }) {
  const { t } = useTranslation('channel');
  const format = useFormat();
  const duration = useDuration();
  const { overview, button_analytics: buttons } = data;
  const all = overview.total_button_clicks;
  if (all === 0) return <p className="card-body rl-quiet">{t('buttons.none')}</p>;
  const most = Math.max(...buttons.by_hour);
  const peak = buttons.by_hour.indexOf(most);
  const { p50_s: half } = buttons.time_to_click;
  return (
    <div className="card-body channel-buttons">
      <p className="channel-total">
        <b className="rl-num">{t('buttons.total', { count: all, shown: format.number(all) })}</b>
        <span className="rl-quiet rl-num">
          {buttons.by_button
            .map(
              ({ button, clicks }) =>
                `${t(`buttons.name.${button as 'unlock'}`, { defaultValue: button })} ${format.number(clicks)}`,
            )
            .join(' · ')}
        </span>
      </p>
      <div
        className="channel-bars"
        role="img"
        aria-label={t('buttons.bars', { hour: `${String(peak).padStart(2, '0')}:00` })}
      >
        {buttons.by_hour.map((clicks, hour) => (
          <span key={hour} style={{ height: `${String((clicks / most) * 100)}%` }} />
        ))}
      </div>
      <div className="channel-hours rl-quiet rl-num" aria-hidden>
        {['00', '06', '12', '18', '24'].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      <p className="channel-rates">
        <span>
          {t('buttons.unlock')} <b className="rl-num">{format.rate(overview.unlock_rate)}</b>
        </span>
        <span>
          {t('buttons.time')}{' '}
          <b className="rl-num">{duration(half === null ? null : half * SECOND)}</b>
        </span>
      </p>
    </div>
  );
}

function ChatPanel({ width }: { width: 'own' | 'wide' }) {
  const { t } = useTranslation('channel');
  const format = useFormat();
  const duration = useDuration();
  const query = useQuery(channelMetricsQuery(width, WEEK));
  return (
    <section className="card" aria-labelledby="channel-chat">
      <div className="card-head">
        <h2 id="channel-chat">{t('chat.title')}</h2>
        <Link
          to="/inbox"
          search={{ box: 'open', ...(width === 'own' && { owner: 'me' as const }) }}
          className="card-link"
        >
          {t('chat.more')}
        </Link>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={3} height={28} />}>
        {({ data: { chat } }) => (
          <Facts
            facts={[
              { name: t('chat.in'), value: <LiveNumber value={chat.messages_in} /> },
              { name: t('chat.out'), value: <LiveNumber value={chat.messages_out} /> },
              { name: t('chat.response'), value: duration(chat.response_time.human.avg_ms) },
              { name: t('chat.p95'), value: duration(chat.response_time.human.p95_ms) },
              { name: t('chat.completion'), value: format.rate(chat.completion_rate) },
              { name: t('chat.escalation'), value: format.rate(chat.escalation_rate) },
            ]}
          />
        )}
      </QueryView>
    </section>
  );
}
