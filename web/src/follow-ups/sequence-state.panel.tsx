import { useTranslation } from 'react-i18next';
import { Tag } from '../parts/tag';
import type { Sequence } from './sequences.queries';

const LOOKS = {
  draft: { tone: 'info', icon: 'circle-dashed' },
  active: { tone: 'good', icon: 'check' },
  archived: { tone: 'idle', icon: 'minus' },
} as const;

/** Draft, active or archived; that its switch is off comes first. */
export function SequenceState({ row: { state, pausedAt } }: { row: Sequence }) {
  const { t } = useTranslation('sequences');
  if (pausedAt !== null && state !== 'draft')
    return (
      <Tag tone="warn" icon="player-pause">
        {t('state.paused')}
      </Tag>
    );
  return (
    <Tag {...LOOKS[state]} quiet={state !== 'draft'}>
      {t(`state.${state}`)}
    </Tag>
  );
}
