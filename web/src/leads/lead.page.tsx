import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconDots, IconUserShare } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { parseSearch } from '../core/url';
import { useFormat } from '../core/use-format';
import { FactStrip } from '../parts/facts';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { AssignDialog, ReasonDialog } from './lead-acts.panel';
import { CompanyPanel } from './lead-company.panel';
import { CollaboratorsPanel, ContactsPanel } from './lead-people.panel';
import {
  assignLead,
  FIRST_VIEW,
  isChanged,
  keepLead,
  leadListQuery,
  leadQuery,
  leadsSearch,
  type LeadView,
  listOfSearch,
  loseLead,
  reopenLead,
} from './leads.queries';
import { Status } from './status.panel';
import './lead.css';
import { toast, toastProblem } from '../core/toast';

const route = getRouteApi('/app/leads/$id');

export function LeadPage() {
  const { t } = useTranslation('leads');
  const { id } = route.useParams();
  const query = useQuery(leadQuery(id));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('rights.read')}>
      {(lead) => <Lead key={lead.id} lead={lead} />}
    </QueryView>
  );
}

function Lead({ lead }: { lead: LeadView }) {
  const { t } = useTranslation('leads');
  const session = useSession();
  const isOwn = lead.ownerId === session.user.id;
  const mayEdit =
    may(session, 'leads.write') &&
    lead.status !== 'CONVERTED' &&
    (session.scope.kind !== 'own' || isOwn);
  return (
    <Page
      title={lead.company}
      area={t('title')}
      crumbs={<Crumbs lead={lead} />}
      beside={
        <>
          <Status status={lead.status} />
          {lead.simulated && <span className="demo">{t('demo')}</span>}
        </>
      }
      actions={<Acts lead={lead} mayEdit={mayEdit} />}
      below={<Strip lead={lead} />}
    >
      <div className="lead-columns">
        <CompanyPanel lead={lead} mayEdit={mayEdit} />
        <div className="lead-side">
          <ContactsPanel lead={lead} />
          <CollaboratorsPanel lead={lead} mayEdit={mayEdit} />
        </div>
      </div>
    </Page>
  );
}

function Strip({ lead }: { lead: LeadView }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  return (
    <div className="lead-strip">
      <FactStrip
        facts={[
          {
            label: t('fields.owner'),
            value: lead.free ? t('free') : (lead.ownerName ?? <Unknown />),
          },
          {
            label: t('fields.volume'),
            value: lead.annualVolume ? (
              <span className="rl-num">{format.money(lead.annualVolume, true)}</span>
            ) : (
              <Unknown />
            ),
          },
          { label: t('fields.territory'), value: lead.territory },
          { label: t('fields.source'), value: lists(`source.${lead.source}`) },
          { label: t('table.registered'), value: <Time at={lead.registeredAt} as="exact" /> },
          {
            label: t('fields.lastActivity'),
            value: lead.lastActivityAt ? <Time at={lead.lastActivityAt} /> : <Unknown />,
          },
        ]}
      />
    </div>
  );
}

/** The way back to the list that one came from, and on to its next lead. */
function Crumbs({ lead }: { lead: LeadView }) {
  const { t } = useTranslation('leads');
  const { from } = route.useSearch();
  const search = leadsSearch(parseSearch(from ?? ''));
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const page = useQuery({
    ...leadListQuery(listOfSearch(search), queries),
    enabled: from !== undefined,
  });
  const ids = page.data?.items.map(({ id }) => id) ?? [];
  const at = ids.indexOf(lead.id);
  const neighbour = (step: number) => (at === -1 ? undefined : ids[at + step]);
  const go = (id: string | undefined) =>
    id !== undefined && void navigate({ to: '/leads/$id', params: { id }, search: { from } });
  useShortcuts([
    { keys: '[', label: t('keys.previous'), run: () => go(neighbour(-1)) },
    { keys: ']', label: t('keys.next'), run: () => go(neighbour(1)) },
  ]);
  return (
    <div className="crumb-line">
      <nav aria-label={t('crumbs')}>
        <ol className="crumbs">
          <li>
            <Link to="/leads">{t('title')}</Link>
          </li>
          {from !== undefined && (
            <li>
              <Link to="/leads" search={search}>
                {isChanged(search) ? t('views.selection') : t(`views.${search.view ?? FIRST_VIEW}`)}
              </Link>
            </li>
          )}
        </ol>
      </nav>
      {at !== -1 && (
        <div className="crumb-steps">
          {[-1, 1].map((step) => {
            const label = step < 0 ? t('keys.previous') : t('keys.next');
            const Icon = step < 0 ? IconChevronUp : IconChevronDown;
            return (
              <Tooltip key={step} label={label}>
                <ActionIcon
                  aria-label={label}
                  disabled={neighbour(step) === undefined}
                  onClick={() => go(neighbour(step))}
                >
                  <Icon size={18} stroke={1.5} aria-hidden />
                </ActionIcon>
              </Tooltip>
            );
          })}
        </div>
      )}
    </div>
  );
}

function Acts({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
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
      <AssignDialog
        lead={lead}
        opened={open === 'assign'}
        onClose={close}
        onGone={() => void navigate({ to: '/leads' })}
      />
      <ReasonDialog
        opened={open === 'lose'}
        onClose={close}
        title={t('lose.title', { company: lead.company })}
        text={t('lose.text')}
        act={t('lose.act')}
        run={async (reason) => keepLead(queries, await loseLead(lead.id, reason))}
      />
      <ReasonDialog
        opened={open === 'reopen'}
        onClose={close}
        title={t('reopen.title', { company: lead.company })}
        text={t('reopen.text')}
        act={t('reopen.act')}
        run={async (reason) => keepLead(queries, await reopenLead(lead.id, reason))}
      />
    </>
  );
}
