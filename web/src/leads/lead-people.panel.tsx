import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../parts/avatar';
import { keepLead, setCollaborator } from './lead-acts.queries';
import type { LeadView } from './leads.queries';
import { toastProblem } from '../core/toast';
import { colleaguesQuery } from '../core/colleagues';

export function CollaboratorsPanel({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('leads');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: mayEdit }).data?.items ?? [];
  const change = useMutation({
    mutationFn: ({ userId, isOne }: { userId: string; isOne: boolean }) =>
      setCollaborator(lead.id, userId, isOne),
    onSuccess: (changed) => keepLead(queries, changed),
    onError: (error) => {
      toastProblem(core, error);
    },
  });
  const taken = new Set([lead.ownerId, ...lead.collaborators.map(({ userId }) => userId)]);
  const free = colleagues.filter(({ id }) => !taken.has(id));
  if (!mayEdit && lead.collaborators.length === 0) return null;
  return (
    <section className="card" aria-labelledby="collaborators">
      <div className="card-head">
        <h2 id="collaborators">{t('collaborators.title')}</h2>
      </div>
      <div className="card-body collaborators">
        <p className="form-help">{t('collaborators.help')}</p>
        {lead.collaborators.length > 0 && (
          <ul>
            {lead.collaborators.map(({ userId, name }) => (
              <li key={userId} className="collaborator">
                <Avatar name={name} size={24} />
                <span>{name}</span>
                {mayEdit && (
                  <Tooltip label={t('collaborators.remove', { name })}>
                    <ActionIcon
                      size={28}
                      aria-label={t('collaborators.remove', { name })}
                      onClick={() => change.mutate({ userId, isOne: false })}
                    >
                      <IconX size={14} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayEdit && free.length > 0 && (
          <Select
            size="sm"
            aria-label={t('collaborators.add')}
            placeholder={t('collaborators.add')}
            data={free.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            onChange={(userId) => userId && change.mutate({ userId, isOne: true })}
            searchable
          />
        )}
      </div>
    </section>
  );
}
