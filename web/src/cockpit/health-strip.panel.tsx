import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import { Unknown } from '../parts/unknown';
import { providersQuery } from './widgets.queries';
import './system.css';

const LOOKS = {
  ok: { tone: 'good', icon: 'check' },
  degraded: { tone: 'warn', icon: 'alert-triangle' },
  down: { tone: 'bad', icon: 'alert-octagon' },
  off: { tone: 'idle', icon: 'circle-off' },
} as const;

/** Whether what the team writes leaves the house, in one line. */
export function HealthStrip() {
  const { t } = useTranslation('system');
  const { data, error } = useQuery(providersQuery);
  if (error) return <p className="health-strip rl-quiet">{t('health.failed')}</p>;
  return (
    <ul className="health-strip" aria-label={t('health.label')}>
      {data?.items.map(({ channel, state }) => (
        <li key={channel}>
          {t(`health.${channel}`)}{' '}
          {state === null ? (
            <Unknown />
          ) : (
            <Tag {...LOOKS[state]} quiet={state === 'ok' || state === 'off'}>
              {t(`health.state.${state}`)}
            </Tag>
          )}
        </li>
      ))}
    </ul>
  );
}
