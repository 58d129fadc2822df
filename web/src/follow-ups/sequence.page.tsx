import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { ViewTabs } from '../parts/view-tabs';
import { SequenceActs } from './sequence-acts.panel';
import { SequenceDiff } from './sequence-diff.panel';
import { SequenceState } from './sequence-state.panel';
import type { SequenceSearch } from './sequence-search.queries';
import { type Sequence, sequencesQuery } from './sequences.queries';
import { StepList } from './step-list.panel';
import './follow-ups.css';
import './sequences.css';

const route = getRouteApi('/app/sequences/$id/v/$n');
const SimulationPanel = lazy(async () => ({
  default: (await import('./simulation.panel')).SimulationPanel,
}));
const StepsForm = lazy(async () => ({ default: (await import('./steps.form')).StepsForm }));

/** One version of a sequence: its steps, what it does otherwise than the active one, and what it would have done. */
export function SequencePage() {
  const { t } = useTranslation('sequences');
  const session = useSession();
  const { id, n } = route.useParams();
  const mayRead = may(session, 'sequences.read');
  const query = useQuery({ ...sequencesQuery, enabled: mayRead });
  if (!mayRead) return <NoRight right={t('right')} />;
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('right')}>
      {({ items }) => {
        const versions = items.filter(({ key }) => key === id);
        const shown = versions.find(({ version }) => String(version) === n);
        return shown ? (
          <Version key={shown.id} shown={shown} versions={versions} />
        ) : (
          <Empty
            title={t('gone')}
            text={t('goneText')}
            action={<Link to="/sequences">{t('title')}</Link>}
          />
        );
      }}
    </QueryView>
  );
}

function Version({ shown, versions }: { shown: Sequence; versions: readonly Sequence[] }) {
  const { t } = useTranslation('sequences');
  const names = useNames();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = may(useSession(), 'sequences.write');
  const go = (next: SequenceSearch) => void navigate({ search: next, replace: true });
  const active = versions.find(({ state }) => state === 'active');
  const panel = search.panel ?? 'simulation';
  const isDraft = shown.state === 'draft' && mayWrite;
  const [isChanged, setChanged] = useState(false);
  return (
    <Page
      title={`${names.sequence(shown.key)} ${t('version', { version: shown.version })}`}
      area={t('title')}
      crumbs={
        <nav aria-label={t('crumbs')}>
          <ol className="queue-crumbs">
            <li>
              <Link to="/sequences">{t('title')}</Link>
            </li>
          </ol>
        </nav>
      }
      beside={<SequenceState row={shown} />}
      sub={<Since shown={shown} />}
      actions={mayWrite && <SequenceActs shown={shown} versions={versions} isChanged={isChanged} />}
      below={<Versions versions={versions} shown={shown} />}
    >
      <div className="page-body sequence">
        {isDraft ? (
          <Suspense fallback={<Skeleton rows={8} />}>
            <StepsForm draft={shown} onChanged={setChanged} />
          </Suspense>
        ) : (
          <StepList steps={shown.steps} />
        )}
        <section className="card sequence-panel" aria-label={t(`panel.${panel}`)}>
          <ViewTabs
            label={t('panels')}
            active={panel}
            tabs={(['simulation', 'diff'] as const).map((key) => ({
              key,
              label: t(`panel.${key}`),
              count: null,
            }))}
            link={({ key }, props) => (
              <Link
                from="/sequences/$id/v/$n"
                to="."
                search={key === 'simulation' ? {} : { panel: 'diff' }}
                replace
                activeProps={{}}
                {...props}
              />
            )}
          />
          {panel === 'simulation' ? (
            <Suspense fallback={<Skeleton rows={3} />}>
              <SimulationPanel shown={shown} search={search} go={go} />
            </Suspense>
          ) : (
            <SequenceDiff shown={shown} versions={versions} active={active} />
          )}
        </section>
      </div>
    </Page>
  );
}

function Since({
  shown: { state, activatedAt, createdAt, pausedAt, enrolled },
}: {
  shown: Sequence;
}) {
  const { t } = useTranslation('sequences');
  return (
    <>
      {t(`since.${state}`)} <Time at={activatedAt ?? createdAt} as="moment" /> ·{' '}
      {t('enrolled', { count: enrolled })}
      {pausedAt !== null && (
        <>
          {' '}
          · {t('since.paused')} <Time at={pausedAt} as="moment" />
        </>
      )}
    </>
  );
}

function Versions({ versions, shown }: { versions: readonly Sequence[]; shown: Sequence }) {
  const { t } = useTranslation('sequences');
  if (versions.length < 2) return null;
  return (
    <nav className="sequence-versions" aria-label={t('versions')}>
      {versions.map((one) => (
        <Link
          key={one.id}
          to="/sequences/$id/v/$n"
          params={{ id: one.key, n: String(one.version) }}
          className="chip"
          activeProps={{}}
          aria-current={one.id === shown.id ? 'page' : undefined}
        >
          {t('version', { version: one.version })} {t(`state.${one.state}`)}
        </Link>
      ))}
    </nav>
  );
}
