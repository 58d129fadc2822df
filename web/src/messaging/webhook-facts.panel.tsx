import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDuration } from '../core/use-duration';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { Status } from './messaging.queries';

/** Why the channel is not as it should be. */
export function Reasons({ status }: { status: Status }) {
  const { t } = useTranslation('messaging');
  if (status.mode === 'off') return <p className="card card-body">{t('webhook.off')}</p>;
  if (status.reasons.length === 0) return null;
  return (
    <ul className="card messaging-reasons">
      {status.reasons.map((code) => (
        <li key={code}>{t(`reason.${code as 'backlog'}`, { defaultValue: code })}</li>
      ))}
    </ul>
  );
}

/** The channel in numbers. */
export function Facts({ status }: { status: Status }) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  const duration = useDuration();
  const facts: { name: string; value: ReactNode; alarm?: boolean }[] = [
    {
      name: t('webhook.perMinute'),
      value: format.number(status.events_per_minute),
    },
    {
      name: t('webhook.queue'),
      value: <LiveNumber value={status.queue_depth} />,
      alarm: status.reasons.includes('backlog'),
    },
    {
      name: t('webhook.oldest'),
      value: status.oldest_waiting_at ? (
        <Time at={status.oldest_waiting_at} as="moment" />
      ) : (
        t('webhook.nothingWaits')
      ),
      alarm: status.reasons.includes('backlog'),
    },
    {
      name: t('webhook.dead'),
      value: <LiveNumber value={status.dead_letters} />,
      alarm: (status.dead_letters ?? 0) > 0,
    },
    { name: t('webhook.accepted'), value: <LiveNumber value={status.accepted_24h} /> },
    { name: t('webhook.duplicates'), value: <LiveNumber value={status.duplicates_24h} /> },
    {
      name: t('webhook.signatures'),
      value: <LiveNumber value={status.signature_failures_24h} />,
      alarm: (status.signature_failures_24h ?? 0) > 0,
    },
    {
      name: t('webhook.malformed'),
      value: <LiveNumber value={status.malformed_24h} />,
      alarm: (status.malformed_24h ?? 0) > 0,
    },
    {
      name: t('webhook.ackMedian'),
      value: status.ack_p50_ms === null ? <Unknown /> : duration(status.ack_p50_ms),
    },
    {
      name: t('webhook.ackP95'),
      value: status.ack_p95_ms === null ? <Unknown /> : duration(status.ack_p95_ms),
    },
    {
      name: t('webhook.uptime'),
      value:
        status.uptime_24h === null ? (
          <Unknown />
        ) : (
          <>
            {format.rate(status.uptime_24h)}{' '}
            <span className="rl-quiet">
              {t('webhook.probes', {
                count: status.probes_24h,
                shown: format.number(status.probes_24h),
              })}
            </span>
          </>
        ),
      alarm: status.reasons.includes('probe-failed'),
    },
    {
      name: t('webhook.quality'),
      value: status.number?.quality ? t(`quality.${status.number.quality}`) : <Unknown />,
      alarm: status.number?.quality === 'red',
    },
  ];
  return (
    <section className="card" aria-label={t('webhook.title')}>
      <dl className="messaging-facts messaging-facts-wide">
        {facts.map(({ name, value, alarm }) => (
          <div key={name} data-alarm={alarm || undefined}>
            <dt>{name}</dt>
            <dd className="rl-num">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
