import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { ActDialog } from '../parts/act-dialog';
import { colleaguesQuery } from '../core/colleagues';
import { assignLead, keepLead } from './lead-acts.queries';
import { leadsKeys, type LeadView } from './leads.queries';

interface AssignDialogProps {
  lead: LeadView;
  opened: boolean;
  onClose: () => void;
  /** The lead has left what one may see. */
  onGone: () => void;
}

/** Gives the lead to somebody; can be taken back for eight seconds. */
export function AssignDialog({ lead, opened, onClose, onGone }: AssignDialogProps) {
  const { t } = useTranslation('leads');
  const queries = useQueryClient();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: opened }).data?.items ?? [];
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const give = async (to: string, why?: string) => {
    const given = await assignLead(lead.id, to, why);
    if (given) keepLead(queries, given);
    else queries.removeQueries({ queryKey: leadsKeys.one(lead.id) });
    void queries.invalidateQueries({ queryKey: leadsKeys.lists });
    if (!given) onGone();
  };
  const run = async () => {
    const before = lead.ownerId;
    const to = ownerId ?? '';
    await give(to, reason.trim() || undefined);
    const id = `assigned-${lead.id}`;
    if (before !== null) offerUndo(id, () => void give(before));
    toast(
      <span className="undo">
        {t('assign.done', {
          company: lead.company,
          owner: colleagues.find((colleague) => colleague.id === to)?.name,
        })}
        {before !== null && (
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            {t('undo')}
          </Button>
        )}
      </span>,
      id,
    );
  };
  return (
    <ActDialog
      opened={opened}
      onClose={onClose}
      title={t('assign.title', { company: lead.company })}
      act={t('assign.act')}
      check={() => (ownerId === null ? t('form.required') : null)}
      run={run}
    >
      {(missing) => (
        <>
          <Select
            label={t('assign.to')}
            error={missing}
            data={colleagues
              .filter(
                ({ id, role }) => id !== lead.ownerId && role !== 'ADMIN' && role !== 'AUDITOR',
              )
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={ownerId}
            onChange={setOwnerId}
            searchable
            nothingFoundMessage={t('assign.nobody')}
            data-autofocus
          />
          <TextInput
            label={t('assign.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  );
}
