import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { NewCampaignForm, TurnDialog } from './campaign.form';
import { ContentTabs } from './content-tabs.panel';
import {
  type Campaign,
  campaignContactsQuery,
  campaignQuery,
  campaignsQuery,
  type CampaignView,
  contentKeys,
  type Turn,
  turnCampaign,
  turnsOf,
} from './content.queries';
import { CampaignState } from './package-state.panel';
import './content.css';

const route = getRouteApi('/app/campaigns');

/** Content that is offered to many at once: to whom, how far it came, and what stands in the way. */
export function CampaignsPage() {
  const { t } = useTranslation('content');
  const session = useSession();
  const format = useFormat();
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const isAllowed = may(session, 'campaigns.read');
  const query = useQuery({ ...campaignsQuery, enabled: isAllowed });
  if (!isAllowed) return <NoRight right={t('campaign.right')} />;
  const show = (one: string | undefined) => void navigate({ search: { id: one }, replace: true });
  const mayRun = may(session, 'campaigns.run');
  return (
    <Page
      fill
      title={t('campaign.title')}
      sub={t('campaign.sub')}
      below={<ContentTabs active="campaigns" />}
      actions={
        mayRun && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('campaign.new')}
          </Button>
        )
      }
    >
      <QueryView query={query} skeleton={<Skeleton rows={6} />} right={t('campaign.right')}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('campaign.none')} text={t('campaign.noneText')} />
          ) : (
            <DataTable
              label={t('campaign.title')}
              columns={columnsOf(t, format)}
              rows={items}
              rowKey={(row) => row.id}
              compact={(row) => <Compact row={row} />}
            />
          )
        }
      </QueryView>
      {adding && (
        <NewCampaignForm
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            show(made.id);
          }}
        />
      )}
      <SideDrawer
        opened={id !== undefined}
        onClose={() => show(undefined)}
        title={t('campaign.one')}
      >
        {id !== undefined && <Details key={id} id={id} mayRun={mayRun} />}
      </SideDrawer>
    </Page>
  );
}

function CampaignLink({ row }: { row: Campaign }) {
  return (
    <Link to="/campaigns" search={{ id: row.id }} replace className="row-link" data-row-link>
      {row.name}
    </Link>
  );
}

function columnsOf(t: TFunction<'content'>, format: Format): Column<Campaign>[] {
  const count =
    (name: 'contacts' | 'sent' | 'delivered' | 'unlocked' | 'failed') => (row: Campaign) =>
      format.number(row.counts[name]);
  return [
    { key: 'name', head: t('table.name'), width: 260, cell: (row) => <CampaignLink row={row} /> },
    {
      key: 'state',
      head: t('campaign.stateName'),
      cell: ({ state }) => <CampaignState state={state} />,
    },
    { key: 'package', head: t('campaign.package'), from: 'lg', cell: (row) => row.packageName },
    { key: 'contacts', head: t('campaign.contacts'), end: true, cell: count('contacts') },
    { key: 'delivered', head: t('campaign.delivered'), end: true, cell: count('delivered') },
    { key: 'unlocked', head: t('campaign.unlocked'), end: true, cell: count('unlocked') },
    {
      key: 'failed',
      head: t('campaign.failed'),
      end: true,
      from: 'lg',
      cell: count('failed'),
    },
    {
      key: 'made',
      head: t('campaign.made'),
      from: 'xl',
      cell: ({ createdAt }) => <Time at={createdAt} as="moment" />,
    },
  ];
}

function Compact({ row }: { row: Campaign }) {
  const { t } = useTranslation('content');
  return (
    <>
      <span>
        <CampaignLink row={row} />
      </span>
      <span>
        <CampaignState state={row.state} />
      </span>
      <span className="rl-quiet">{row.packageName}</span>
      <span className="rl-quiet rl-num">
        {t('campaign.progress', {
          unlocked: String(row.counts.unlocked),
          delivered: String(row.counts.delivered),
        })}
      </span>
    </>
  );
}

function Details({ id, mayRun }: { id: string; mayRun: boolean }) {
  const query = useQuery(campaignQuery(id));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />}>
      {(view) => <Loaded view={view} mayRun={mayRun} />}
    </QueryView>
  );
}

const STEPS = [
  'contacts',
  'announced',
  'sent',
  'delivered',
  'read',
  'unlocked',
  'contentDelivered',
] as const;

function Loaded({ view, mayRun }: { view: CampaignView; mayRun: boolean }) {
  const { t } = useTranslation('content');
  const format = useFormat();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Turn | null>(null);
  const { counts, audience } = view;
  const isForNobody = view.state === 'draft' && audience?.reachable === 0;
  return (
    <div className="campaign">
      <header>
        <h3>{view.name}</h3>
        <p className="campaign-line">
          <CampaignState state={view.state} />
          <span className="rl-quiet">
            {view.packageName} · <code>{view.templateKey}</code>
          </span>
        </p>
        {view.stateReason && <p className="rl-quiet">{view.stateReason}</p>}
      </header>
      {audience && (
        <p>
          {t('campaign.audience', {
            leads: format.number(audience.leads),
            contacts: format.number(audience.contacts),
            reachable: format.number(audience.reachable),
          })}
        </p>
      )}
      <dl className="campaign-steps">
        {STEPS.map((step) => (
          <div key={step}>
            <dt>{t(`campaign.step.${step}`)}</dt>
            <dd className="rl-num">{format.number(counts[step])}</dd>
          </div>
        ))}
      </dl>
      {view.problems.length > 0 && (
        <section>
          <h4>{t('campaign.problems')}</h4>
          <ul className="campaign-problems">
            {view.problems.map(({ reason, contacts }) => (
              <li key={reason}>
                <span>
                  {t(`campaign.reason.${reason as 'NO_OPT_IN'}`, { defaultValue: reason })}
                </span>
                <span className="rl-num">{format.number(contacts)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isForNobody && <p role="note">{t('campaign.nobody')}</p>}
      {mayRun && !isForNobody && turnsOf(view.state).length > 0 && (
        <div className="form-acts">
          {turnsOf(view.state).map((turn, at) => (
            <Button
              key={turn}
              variant={at === 0 && view.state !== 'running' ? 'filled' : 'default'}
              onClick={() => setAsking(turn)}
            >
              {t(`campaign.turn.${turn}`)}
            </Button>
          ))}
        </div>
      )}
      <Contacts id={view.id} />
      {asking !== null && (
        <TurnDialog
          turn={asking}
          reachable={audience?.reachable ?? null}
          onClose={() => setAsking(null)}
          run={async (reason) => {
            const next = await turnCampaign(view.id, asking, reason);
            queries.setQueryData(contentKeys.campaign(view.id), next);
            void queries.invalidateQueries({ queryKey: contentKeys.campaigns });
            void queries.invalidateQueries({ queryKey: contentKeys.contacts(view.id) });
            toast(t(`campaign.turned.${asking}`));
          }}
        />
      )}
    </div>
  );
}

function Contacts({ id }: { id: string }) {
  const { t } = useTranslation('content');
  const query = useInfiniteQuery(campaignContactsQuery(id));
  const found = query.data ?? [];
  if (found.length === 0) return null;
  return (
    <section>
      <h4>{t('campaign.contacts')}</h4>
      <ul className="campaign-contacts">
        {found.map((contact) => (
          <li key={contact.contactId}>
            <Link to="/leads/$id" params={{ id: contact.leadId }}>
              {contact.company ?? contact.contactName ?? t('hidden')}
            </Link>
            <span className="rl-quiet">
              {contact.reason === null
                ? t(`campaign.contact.${contact.state as 'waiting'}`, {
                    defaultValue: contact.state,
                  })
                : t(`campaign.reason.${contact.reason as 'NO_OPT_IN'}`, {
                    defaultValue: contact.reason,
                  })}
            </span>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          variant="subtle"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('campaign.more')}
        </Button>
      )}
    </section>
  );
}
