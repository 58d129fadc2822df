import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Crumbs } from './crumbs.panel';
import { FileFacts, FilePanel } from './file.panel';
import { StateTag } from './imports.columns';
import type { Step } from './imports-search.queries';
import { importQuery, type ImportView, stepOf } from './imports.queries';
import { MappingForm } from './mapping.form';
import { PreviewPanel } from './preview.panel';
import { RunPanel } from './run.panel';
import { Steps } from './steps.panel';
import './imports.css';

const route = getRouteApi('/app/leads/imports/$id');

/** One file on its way to leads; the step is in the URL, else it is the one that the import waits at. */
export function ImportPage() {
  const { t } = useTranslation('imports');
  const session = useSession();
  const { id } = route.useParams();
  const mayRead = may(session, 'leads.import.read');
  const query = useQuery({ ...importQuery(id), enabled: mayRead });
  if (!mayRead) return <NoRight right={t('rights.read')} />;
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('rights.read')}>
      {(data) => <Wizard of={data} />}
    </QueryView>
  );
}

function Wizard({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const search = route.useSearch();
  const at = stepOf(of.state);
  const active = search.step ?? at;
  return (
    <Page
      title={of.fileName}
      area={t('title')}
      crumbs={<Crumbs toList />}
      beside={<StateTag state={of.state} t={t} />}
      sub={<FileFacts of={of} />}
      below={
        <Steps
          active={active}
          id={of.id}
          at={at}
          over={['DONE', 'REVERTING', 'REVERTED'].includes(of.state)}
        />
      }
    >
      <div className="page-body import-body">
        <StepBody of={of} step={active} />
      </div>
    </Page>
  );
}

function StepBody({ of, step }: { of: ImportView; step: Step }) {
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayImport = may(session, 'leads.import');
  const to = (next: Step) => void navigate({ search: { step: next } });
  if (step === 'file') return <FilePanel of={of} mayImport={mayImport} />;
  if (step === 'mapping')
    return <MappingForm key={of.id} of={of} mayChange={mayImport} onDone={() => to('preview')} />;
  if (step === 'preview')
    return (
      <PreviewPanel
        of={of}
        search={search}
        go={(next) => void navigate({ search: next, replace: true })}
        mayImport={mayImport}
        onStarted={() => to('run')}
      />
    );
  return <RunPanel of={of} />;
}
