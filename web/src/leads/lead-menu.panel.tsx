import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconUserShare } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import {
  assignLead,
  keepLead,
  leadQuery,
  type LeadView,
  loseLead,
  reopenLead,
} from './leads.queries';

const AssignDialog = lazy(() =>
  import('./lead-acts.panel').then((file) => ({ default: file.AssignDialog })),
);
const ReasonDialog = lazy(() =>
  import('./lead-acts.panel').then((file) => ({ default: file.ReasonDialog })),
);

const route = getRouteApi('/app/leads/$id');

/** What may be done to the lead as a whole. */
export function Acts({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('leads');
  const core = useTranslation('core').t;
  const session = useSession();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<'assign' | 'lose' | 'reopen' | null>(null);
  const isOpen = ['REGISTERED', 'ACTIVE', 'QUALIFIED'].includes(lead.status);
  const mayReopen = lead.status === 'LOST' && may(session, 'leads.assign');
  const mayLose = mayEdit && isOpen;
  const take = async () => {
    try {
      const mine = await assignLead(lead.id, session.user.id);
      if (mine) keepLead(queries, mine);
      toast(t('taken', { company: lead.company }));
    } catch (error) {
      toastProblem(core, error);
      void queries.invalidateQueries({ queryKey: leadQuery(lead.id).queryKey });
    }
  };
  const close = () => setOpen(null);
  return (
    <>
      {lead.free && may(session, 'leads.take') && session.scope.kind !== 'all' && (
        <Button onClick={() => void take()}>{t('take')}</Button>
      )}
      {may(session, 'leads.assign') && (
        <Button
          variant="default"
          leftSection={<IconUserShare size={16} stroke={1.5} aria-hidden />}
          onClick={() => setOpen('assign')}
        >
          {t('assign.open')}
        </Button>
      )}
      {(mayLose || mayReopen) && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon size={36} variant="default" aria-label={t('more')}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayLose && <Menu.Item onClick={() => setOpen('lose')}>{t('lose.open')}</Menu.Item>}
            {mayReopen && (
              <Menu.Item onClick={() => setOpen('reopen')}>{t('reopen.open')}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense>
        {open === 'assign' && (
          <AssignDialog
            lead={lead}
            opened
            onClose={close}
            onGone={() => void navigate({ to: '/leads' })}
          />
        )}
        {open === 'lose' && (
          <ReasonDialog
            opened
            onClose={close}
            title={t('lose.title', { company: lead.company })}
            text={t('lose.text')}
            act={t('lose.act')}
            run={async (reason) => keepLead(queries, await loseLead(lead.id, reason))}
          />
        )}
        {open === 'reopen' && (
          <ReasonDialog
            opened
            onClose={close}
            title={t('reopen.title', { company: lead.company })}
            text={t('reopen.text')}
            act={t('reopen.act')}
            run={async (reason) => keepLead(queries, await reopenLead(lead.id, reason))}
          />
        )}
      </Suspense>
    </>
  );
}
