import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useDuration } from '../core/use-duration';
import { LiveNumber } from '../parts/live-number';
import { Time } from '../parts/time';
import { Figures } from './figures.panel';
import { probeQuery, type ProviderChannel } from './operations.queries';
import { ProbeAnswer } from './probe-answer.panel';
import { RoutePanel } from './route.panel';

/** What waits longer should have left. */
const LATE_SECONDS = 60;

/** One channel: whether its door answers, what waits before it, and the ways through it. */
export function ChannelPanel({ channel }: { channel: ProviderChannel }) {
  const { t } = useTranslation('operations');
  const name = t(`providers.channel.${channel.channel}`);
  const heading = `channel-${channel.channel}`;
  return (
    <section className="card" aria-labelledby={heading}>
      <div className="card-head">
        <h2 id={heading}>{name}</h2>
        <Door channel={channel} name={name} />
      </div>
      {channel.stoppedBy !== null && (
        <p className="operations-warning">
          {channel.stoppedAt !== null && (
            <b>
              {t('providers.stopped')} <Time at={channel.stoppedAt} as="moment" />
            </b>
          )}{' '}
          {t('providers.stoppedText', { by: channel.stoppedBy })}
        </p>
      )}
      <Waiting channel={channel} />
      {channel.routes.length === 0 ? (
        <p className="operations-line rl-quiet">{t('providers.noRoutes')}</p>
      ) : (
        channel.routes.map((route) => <RoutePanel key={route.name} route={route} />)
      )}
    </section>
  );
}

function Door({ channel, name }: { channel: ProviderChannel; name: string }) {
  const { t } = useTranslation('operations');
  const query = useQuery(probeQuery(channel.channel));
  return (
    <div className="operations-door">
      <span className="rl-quiet">
        {t(`providers.mode.${channel.mode as 'smtp'}`, { defaultValue: channel.mode })}
      </span>
      <span role="status" className="operations-door">
        {query.data && <ProbeAnswer probe={query.data} />}
      </span>
      <Button
        size="xs"
        variant="default"
        aria-label={t('providers.probeOf', { channel: name })}
        loading={query.isFetching}
        leftSection={<IconRefresh size={16} stroke={1.5} aria-hidden />}
        onClick={() => void query.refetch()}
      >
        {t('providers.probe')}
      </Button>
    </div>
  );
}

function Waiting({ channel: { queued, lateSeconds, unknown } }: { channel: ProviderChannel }) {
  const { t } = useTranslation('operations');
  const duration = useDuration();
  const facts = [
    { name: t('providers.queued'), value: <LiveNumber value={queued} /> },
    {
      name: t('providers.late'),
      value: lateSeconds > 0 ? duration(lateSeconds * 1000) : t('providers.nothingLate'),
      alarm: lateSeconds > LATE_SECONDS,
    },
    { name: t('providers.unknown'), value: <LiveNumber value={unknown} />, alarm: unknown > 0 },
  ];
  return <Figures facts={facts} />;
}
