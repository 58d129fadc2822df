import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import type { Status } from './messaging.queries';

const LOOKS = {
  healthy: { tone: 'good', icon: 'check' },
  degraded: { tone: 'warn', icon: 'alert-triangle' },
  down: { tone: 'bad', icon: 'alert-octagon' },
  off: { tone: 'idle', icon: 'circle-off' },
} as const;

/** How the channel is, in a word; a normal state is quiet. */
export function ChannelTag({ state }: Pick<Status, 'state'>) {
  const { t } = useTranslation('messaging');
  return (
    <Tag {...LOOKS[state]} quiet={state === 'healthy' || state === 'off'}>
      {t(`channel.${state}`)}
    </Tag>
  );
}
