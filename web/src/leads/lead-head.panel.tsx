import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { parseSearch } from '../core/url';
import { useFormat } from '../core/use-format';
import { FactStrip } from '../parts/facts';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { ProtectionFact } from './protection.panel';
import { ScoreFact } from './score.panel';
import {
  isChanged,
  leadListQuery,
  leadsSearch,
  type LeadView,
  listOfSearch,
  savedViewsQuery,
  shippedView,
} from './leads.queries';

const route = getRouteApi('/app/leads/$id');

export function Strip({ lead, next }: { lead: LeadView; next: ReactNode }) {
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
          { label: t('nextTouch'), value: next },
          { label: t('fields.score'), value: <ScoreFact lead={lead} /> },
          {
            label: t('fields.protection'),
            value: <ProtectionFact protection={lead.protection} />,
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
          {
            label: t('fields.lastHeardFrom'),
            value: lead.lastHeardFromAt ? <Time at={lead.lastHeardFromAt} /> : <Unknown />,
          },
        ]}
      />
    </div>
  );
}

/** The way back to the list that one came from, and on to its next lead. */
export function Crumbs({ lead }: { lead: LeadView }) {
  const { t } = useTranslation('leads');
  const { from } = route.useSearch();
  const search = leadsSearch(parseSearch(from ?? ''));
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const view = shippedView(search);
  const views = useQuery({ ...savedViewsQuery, enabled: view === null });
  const saved = views.data?.items.find(({ id }) => id === search.view) ?? null;
  const page = useQuery({
    ...leadListQuery(listOfSearch(search, saved), queries),
    enabled: from !== undefined && (view !== null || views.isSuccess),
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
                {isChanged(search, saved)
                  ? t('views.selection')
                  : (saved?.name ?? t(`views.${view ?? 'selection'}`))}
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
