import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toastProblem } from '../core/toast';
import { Page } from '../parts/page';
import { NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { RuleSetPanel } from './rule-set.panel';
import type { RulesSearch } from './rules-search.queries';
import { draftRules, type RuleSet, rulesKeys, ruleSetsQuery } from './rules.queries';
import './customers.css';
import './rules.css';

const route = getRouteApi('/app/rules');

const LOOKS = {
  draft: { tone: 'info', icon: 'circle-dashed' },
  active: { tone: 'good', icon: 'check' },
  archived: { tone: 'idle', icon: 'minus' },
} as const;

/** The rules by which answers have consequences: every version, and what may be done with it. */
export function RulesPage() {
  const { t } = useTranslation('rules');
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({
    ...ruleSetsQuery,
    enabled: may(session, 'conversion-rules.read'),
  });
  const go = (next: RulesSearch) => void navigate({ search: next, replace: true });
  if (!may(session, 'conversion-rules.read')) return <NoRight right={t('rights.read')} />;
  return (
    <Page title={t('title')} sub={t('about')}>
      <QueryView query={query} skeleton={<Skeleton rows={6} height={48} />}>
        {({ items }) => {
          const shown =
            items.find(({ id }) => id === search.set) ??
            items.find(({ state }) => state === 'active') ??
            items[0];
          return (
            <div className="rules page-body">
              <Versions items={items} shown={shown?.id} search={search} />
              {shown && (
                <RuleSetPanel
                  key={`${shown.id} ${String(shown.revision)} ${shown.state}`}
                  set={shown}
                  active={items.find(({ state }) => state === 'active')}
                  search={search}
                  go={go}
                />
              )}
            </div>
          );
        }}
      </QueryView>
    </Page>
  );
}

interface VersionsProps {
  items: readonly RuleSet[];
  shown: string | undefined;
  search: RulesSearch;
}

function Versions({ items, shown, search }: VersionsProps) {
  const { t } = useTranslation('rules');
  const core = useTranslation('core').t;
  const session = useSession();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const base = items.find(({ id }) => id === shown);
  const draft = async (from: RuleSet) => {
    try {
      const made = await draftRules({
        name: t('draftName', { name: from.name }),
        rules: from.rules,
        basedOnId: from.id,
      });
      await queries.invalidateQueries({ queryKey: rulesKeys.sets });
      void navigate({ search: { set: made.id }, replace: true });
    } catch (error) {
      toastProblem(core, error);
    }
  };
  return (
    <nav className="card rule-versions" aria-labelledby="versions">
      <div className="card-head">
        <h2 id="versions">{t('versions')}</h2>
        {base && may(session, 'conversion-rules.edit') && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={() => void draft(base)}
          >
            {t('draft')}
          </Button>
        )}
      </div>
      <ul>
        {items.map((set) => (
          <li key={set.id}>
            <Link
              to="/rules"
              search={{ panel: search.panel, set: set.id }}
              replace
              activeProps={{}}
              aria-current={set.id === shown ? 'true' : undefined}
            >
              <span className="rule-version">
                <b>
                  {set.version === null ? t('unnumbered') : t('version', { version: set.version })}
                </b>
                <Tag {...LOOKS[set.state]} quiet={set.state === 'archived'}>
                  {t(`state.${set.state}`)}
                </Tag>
              </span>
              <span>{set.name}</span>
              <span className="rl-quiet">
                <Time at={set.activatedAt ?? set.createdAt} as="date" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
