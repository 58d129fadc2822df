import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type FollowUpList, followUpsKeys, listChangesQuery } from './follow-ups.queries';

/** Live data never insert or reorder; they say that there is something, and a person takes it. */
export function Changes({ list }: { list: FollowUpList }) {
  const { t } = useTranslation('follow-ups');
  const queries = useQueryClient();
  const count = useQuery(listChangesQuery(list)).data?.length ?? 0;
  return (
    <div className="queue-changes" role="status">
      {count > 0 && (
        <Button
          size="compact-sm"
          radius="xl"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => void queries.invalidateQueries({ queryKey: followUpsKeys.lists })}
        >
          {t('changes', { count })}
        </Button>
      )}
    </div>
  );
}
