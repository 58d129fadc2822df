import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../core/toast';
import { ActDialog } from '../parts/act-dialog';
import { closeOpportunity, type Opportunity, renew } from './opportunities.queries';

/** It came to nothing; why helps the next time. */
export function LostDialog({ one, onClose }: { one: Opportunity; onClose: () => void }) {
  const { t } = useTranslation('customers');
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const { title } = one;
  const run = async () => {
    const why = reason.trim();
    await closeOpportunity(one, { outcome: 'lost', ...(why !== '' && { reason: why }) });
    toast(t('opportunities.lostDone', { title }));
    renew(queries);
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('opportunities.lostTitle', { title })}
      act={t('opportunities.lostAct')}
      check={() => null}
      run={run}
    >
      {() => (
        <Textarea
          label={t('opportunities.reason')}
          rows={3}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </ActDialog>
  );
}
