import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ensureTexts } from '../core/i18n';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { Composer } from './composer.form';
import type { Mode } from './composer-values.form';
import { ContactsPanel } from './lead-contacts.panel';
import { Crumbs, Strip } from './lead-head.panel';
import { Acts, Merging } from './lead-menu.panel';
import { TasksPanel } from './lead-tasks.panel';
import { leadQuery, type LeadView } from './leads.queries';
import { Status } from './status.panel';
import { TimelinePanel } from './timeline.panel';
import './lead.css';
import './work.css';

const LaterPanels = lazy(async () => {
  await ensureTexts('samples', 'clock-stops');
  return { default: (await import('./lead-later.panel')).LaterPanels };
});

const route = getRouteApi('/app/leads/$id');

interface LeadAbout {
  readonly leadId: string;
  readonly company: string;
  readonly status: string;
}

/** What another room shows about a lead; the page says where. */
export interface LeadSlots {
  readonly NextTouch: ComponentType<{ leadId: string }>;
  readonly NextPanel: ComponentType<{ leadId: string }>;
  /** Why answers had consequences or none, and the customer that the lead is. */
  readonly Conversion: ComponentType<LeadAbout>;
  /** The act that makes a customer of it. */
  readonly Convert: ComponentType<LeadAbout>;
}

export function LeadPage(slots: LeadSlots) {
  const { t } = useTranslation('leads');
  const { id } = route.useParams();
  const query = useQuery(leadQuery(id));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('rights.read')}>
      {(lead) => <Lead key={lead.id} lead={lead} {...slots} />}
    </QueryView>
  );
}

function Lead({ lead, NextTouch, NextPanel, Conversion, Convert }: { lead: LeadView } & LeadSlots) {
  const about = { leadId: lead.id, company: lead.company, status: lead.status };
  const { t } = useTranslation('leads');
  const work = useTranslation('work').t;
  const session = useSession();
  const navigate = route.useNavigate();
  const { filter, item } = route.useSearch();
  const [mode, setMode] = useState<Mode>('activity');
  const field = useRef<HTMLTextAreaElement>(null);
  const isOwn = lead.ownerId === session.user.id;
  const mayEdit =
    may(session, 'leads.write') &&
    lead.status !== 'CONVERTED' &&
    lead.mergedInto === null &&
    (session.scope.kind !== 'own' || isOwn);
  const mayWork = may(session, 'leads.write') && !lead.free && lead.mergedInto === null;
  const write = (next: Mode) => {
    setMode(next);
    field.current?.focus();
  };
  useShortcuts(
    mayWork
      ? [
          { keys: 'a', label: work('keys.activity'), run: () => write('activity') },
          { keys: 't', label: work('keys.task'), run: () => write('task') },
        ]
      : [],
  );
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
      actions={
        <>
          {mayWork && (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} stroke={1.5} aria-hidden />}
              rightSection={<kbd aria-hidden>{'A'}</kbd>}
              onClick={() => write('activity')}
            >
              {work('composer.open')}
            </Button>
          )}
          {!lead.free && <Convert {...about} />}
          <Acts lead={lead} mayEdit={mayEdit} />
        </>
      }
      below={<Strip lead={lead} next={<NextTouch leadId={lead.id} />} />}
    >
      <div className="lead-columns">
        <div className="lead-next">
          <Suspense>{lead.mergedInto && <Merging lead={lead} />}</Suspense>
          {lead.protection?.state === 'STOPPED' && (
            <p className="card card-body" role="note">
              {t('clock.stands')}
            </p>
          )}
          <NextPanel leadId={lead.id} />
          <Conversion {...about} />
          <TasksPanel
            leadId={lead.id}
            onAdd={mayWork && may(session, 'tasks.write') ? () => write('task') : null}
          />
        </div>
        <div className="lead-main">
          {mayWork && <Composer lead={lead} mode={mode} onMode={setMode} field={field} />}
          <TimelinePanel
            lead={lead}
            filter={filter}
            item={item}
            onSearch={(search) =>
              void navigate({
                search: (before) => ({ ...before, filter: undefined, item: undefined, ...search }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </div>
        <div className="lead-side">
          <ContactsPanel lead={lead} mayWork={mayWork} />
          <Suspense fallback={<Skeleton rows={8} />}>
            <LaterPanels lead={lead} mayEdit={mayEdit} mayWork={mayWork} />
          </Suspense>
        </div>
      </div>
    </Page>
  );
}
