import { useTranslation } from 'react-i18next';
import { FOLLOW_UP_LOOK } from '../api/lists';
import { Tag } from '../parts/tag';
import type { FollowUpRow } from './follow-ups.queries';

/** A pause is about the lead and stands before what its step waits for. */
export function State({ row }: { row: FollowUpRow }) {
  const { t } = useTranslation('follow-ups');
  const lists = useTranslation('lists').t;
  const { tone, icon, loud } = FOLLOW_UP_LOOK[row.state];
  const isOpen = ['planned', 'due', 'overdue', 'deferred'].includes(row.state);
  if (row.paused && isOpen)
    return (
      <Tag tone="info" icon="player-pause">
        {t('paused')}
      </Tag>
    );
  const told = row.clickedAt ? 'clicked' : row.openedAt ? 'opened' : null;
  if (told && row.state === 'handed_over')
    return (
      <Tag tone="good" icon="check">
        {t(`told.${told}`)}
      </Tag>
    );
  return (
    <Tag tone={tone} icon={icon} quiet={!loud}>
      {lists(`followUp.${row.state}`)}
    </Tag>
  );
}
