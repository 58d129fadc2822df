import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconUserShare } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ensureTexts } from '../core/i18n';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { assignLead, keepLead, loseLead, qualifyLead, reopenLead } from './lead-acts.queries';
import { leadQuery, type LeadView } from './leads.queries';

const AssignDialog = lazy(() =>
  import('./lead-acts.panel').then((file) => ({ default: file.AssignDialog })),
);
const ReasonDialog = lazy(() =>
  import('./reason.form').then((file) => ({ default: file.ReasonDialog })),
);

const ProtectionDialog = lazy(() =>
  import('./protection-acts.panel').then((file) => ({ default: file.ProtectionDialog })),
);
/** Of a lead that is part of another one, where it went; of any other the dialog that makes another part of it. */
export const Merging = lazy(async () => {
  await ensureTexts('merging');
  return { default: (await import('./merged.panel')).Merging };
});

const route = getRouteApi('/app/leads/$id');

type Open = 'merge' | 'assign' | 'lose' | 'reopen' | 'extend' | 'backdate' | 'contact';

/** What may be done to the lead as a whole. */
export function Acts({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('leads');
  const core = useTranslation('core').t;
  const session = useSession();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<Open | null>(null);
  const isOpen = ['REGISTERED', 'ACTIVE', 'QUALIFIED'].includes(lead.status);
  const isMerged = lead.mergedInto !== null;
  const mayReopen = lead.status === 'LOST' && !isMerged && may(session, 'leads.assign');
  // A customer's lead takes others in too.
  const mayMerge =
    may(session, 'leads.write') &&
    !lead.free &&
    !isMerged &&
    (session.scope.kind !== 'own' || lead.ownerId === session.user.id);
  const mayLose = mayEdit && isOpen;
  const isProtected = isOpen && !lead.free && lead.protection?.state !== 'LAPSED';
  const mayExtend = isProtected && may(session, 'leads.clock');
  const mayContact = mayEdit && isProtected && lead.firstContactAt === null;
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
  const qualify = async () => {
    try {
      keepLead(queries, await qualifyLead(lead.id));
      toast(t('qualify.done', { company: lead.company }));
    } catch (error) {
      toastProblem(core, error);
    }
  };
  const close = () => setOpen(null);
  return (
    <>
      {lead.free && may(session, 'leads.take') && session.scope.kind !== 'all' && (
        <Button onClick={() => void take()}>{t('take')}</Button>
      )}
      {may(session, 'leads.assign') && !isMerged && (
        <Button
          variant="default"
          leftSection={<IconUserShare size={16} stroke={1.5} aria-hidden />}
          onClick={() => setOpen('assign')}
        >
          {t('assign.open')}
        </Button>
      )}
      {(mayLose || mayReopen || mayExtend || mayContact || mayMerge) && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon size={36} variant="default" aria-label={t('more')}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayContact && (
              <Menu.Item onClick={() => setOpen('contact')}>
                {t('protection.contact.open')}
              </Menu.Item>
            )}
            {mayExtend && (
              <Menu.Item onClick={() => setOpen('extend')}>{t('protection.extend.open')}</Menu.Item>
            )}
            {mayExtend && (
              <Menu.Item onClick={() => setOpen('backdate')}>
                {t('protection.backdate.open')}
              </Menu.Item>
            )}
            {mayLose && lead.status !== 'QUALIFIED' && (
              <Menu.Item onClick={() => void qualify()}>{t('qualify.open')}</Menu.Item>
            )}
            {mayLose && <Menu.Item onClick={() => setOpen('lose')}>{t('lose.open')}</Menu.Item>}
            {mayReopen && (
              <Menu.Item onClick={() => setOpen('reopen')}>{t('reopen.open')}</Menu.Item>
            )}
            {mayMerge && <Menu.Item onClick={() => setOpen('merge')}>{t('merge')}</Menu.Item>}
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
        {open === 'merge' && <Merging lead={lead} onClose={close} />}
        {(open === 'extend' || open === 'backdate' || open === 'contact') && (
          <ProtectionDialog act={open} lead={lead} onClose={close} />
        )}
        {open === 'lose' && (
          <ReasonDialog
            onClose={close}
            title={t('lose.title', { company: lead.company })}
            text={t('lose.text')}
            act={t('lose.act')}
            run={async (reason) => keepLead(queries, await loseLead(lead.id, reason))}
          />
        )}
        {open === 'reopen' && (
          <ReasonDialog
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
