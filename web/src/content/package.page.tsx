import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { ActDialog } from '../parts/act-dialog';
import { Page } from '../parts/page';
import { NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import {
  approvePackage,
  archivePackage,
  contentKeys,
  draftPackage,
  LOCALES,
  type Locale,
  packageQuery,
  packagesOf,
  packagesQuery,
  type PackageView,
} from './content.queries';
import { PackageForm } from './package.form';
import { PackageState } from './package-state.panel';
import './content.css';

const route = getRouteApi('/app/content/$id');
const REASON_LENGTH = 10;

/** One version of a package: its items in order, and what may be done with it. */
export function PackagePage() {
  const { t } = useTranslation('content');
  const { id } = route.useParams();
  const session = useSession();
  const query = useQuery({ ...packageQuery(id), enabled: may(session, 'content.read') });
  if (!may(session, 'content.read')) return <NoRight right={t('right')} />;
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('right')}>
      {(view) => <Loaded key={view.id} view={view} />}
    </QueryView>
  );
}

function Loaded({ view }: { view: PackageView }) {
  const { t } = useTranslation('content');
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const locale: Locale = search.locale ?? 'de';
  const mayWrite = may(session, 'content.write');
  const [isChanged, setChanged] = useState(false);
  return (
    <Page
      title={view.name}
      area={t('title')}
      crumbs={
        <nav aria-label={t('crumbs')}>
          <ol className="crumbs">
            <li>
              <Link to="/content">{t('title')}</Link>
            </li>
          </ol>
        </nav>
      }
      beside={<PackageState version={view} />}
      sub={
        <>
          <code>{view.key}</code> ·{' '}
          {view.editedByName ? t('by', { name: view.editedByName }) : t('shipped')} ·{' '}
          <Time at={view.editedAt} />
        </>
      }
      actions={mayWrite && <Acts view={view} isChanged={isChanged} />}
      below={
        <div className="content-bar">
          <SegmentedControl
            size="xs"
            aria-label={t('language')}
            data={LOCALES.map((value) => ({ value, label: t(`locale.${value}`) }))}
            value={locale}
            onChange={(next) =>
              void navigate({
                search: { locale: next === 'en' ? 'en' : undefined },
                replace: true,
              })
            }
          />
        </div>
      }
    >
      <div className="page-body content-columns">
        <PackageForm
          key={view.rowVersion}
          view={view}
          locale={locale}
          isFixed={!mayWrite || view.state !== 'draft'}
          onChanged={setChanged}
        />
        <Versions view={view} />
      </div>
    </Page>
  );
}

function Versions({ view }: { view: PackageView }) {
  const { t } = useTranslation('content');
  const found = useQuery(packagesQuery).data;
  const versions = found
    ? (packagesOf(found.items).find(({ key }) => key === view.key)?.versions ?? [])
    : [];
  return (
    <section className="card" aria-labelledby="versions">
      <div className="card-head">
        <h2 id="versions">{t('versions')}</h2>
      </div>
      <ul className="content-versions">
        {versions.map((version) => (
          <li key={version.id}>
            <Link
              to="/content/$id"
              params={{ id: version.id }}
              aria-current={version.id === view.id ? 'page' : undefined}
            >
              {t('version', { number: version.number })}
            </Link>
            <PackageState version={version} />
            <span className="rl-quiet">
              <Time at={version.editedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Acts({ view, isChanged }: { view: PackageView; isChanged: boolean }) {
  const { t } = useTranslation('content');
  const core = useTranslation('core').t;
  const session = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'approve' | 'archive' | null>(null);
  const done = (next: PackageView) => {
    queries.setQueryData(contentKeys.one(next.id), next);
    void queries.invalidateQueries({ queryKey: contentKeys.packages });
  };
  const draft = async () => {
    try {
      const next = await draftPackage(view.id);
      done(next);
      void navigate({ to: '/content/$id', params: { id: next.id } });
    } catch (error) {
      toastProblem(core, error);
    }
  };
  const mayApprove = may(session, 'content.approve');
  return (
    <>
      {view.state === 'draft'
        ? mayApprove && (
            <Button
              disabled={isChanged}
              title={isChanged ? t('saveFirst') : undefined}
              onClick={() => setAsking('approve')}
            >
              {t('decide.approve.open')}
            </Button>
          )
        : null}
      {view.state !== 'draft' && (
        <Button variant="default" onClick={() => void draft()}>
          {t('draft')}
        </Button>
      )}
      {view.state === 'approved' && mayApprove && (
        <Button variant="default" onClick={() => setAsking('archive')}>
          {t('decide.archive.open')}
        </Button>
      )}
      {asking !== null && (
        <Reasoned
          what={asking}
          needsReason={asking === 'archive'}
          onClose={() => setAsking(null)}
          run={async (reason) => {
            const next =
              asking === 'approve'
                ? await approvePackage(view.id, reason === '' ? undefined : reason)
                : await archivePackage(view.id, reason);
            done(next);
            toast(t(`decide.${asking}.done`));
          }}
        />
      )}
    </>
  );
}

interface ReasonedProps {
  what: 'approve' | 'archive';
  needsReason: boolean;
  onClose: () => void;
  run: (reason: string) => Promise<void>;
}

/** What leaves the house is asked for first. */
function Reasoned({ what, needsReason, onClose, run }: ReasonedProps) {
  const { t } = useTranslation('content');
  const [reason, setReason] = useState('');
  const given = reason.trim();
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t(`decide.${what}.title`)}
      act={t(`decide.${what}.act`)}
      check={() =>
        given.length >= REASON_LENGTH || (!needsReason && given === '') ? null : t('reasonShort')
      }
      run={() => run(given)}
    >
      {(missing) => (
        <>
          <p>{t(`decide.${what}.text`)}</p>
          <Textarea
            label={t(needsReason ? 'reason' : 'reasonIfAlone')}
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            error={missing}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </ActDialog>
  );
}
