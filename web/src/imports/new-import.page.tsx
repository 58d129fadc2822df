import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { NoRight } from '../parts/state-view';
import { Crumbs } from './crumbs.panel';
import { importsKeys } from './imports.queries';
import { Steps } from './steps.panel';
import { UploadForm } from './upload.form';
import './imports.css';

const route = getRouteApi('/app/leads/imports/new');

export function NewImportPage() {
  const { t } = useTranslation('imports');
  const session = useSession();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  if (!may(session, 'leads.import')) return <NoRight right={t('rights.import')} />;
  return (
    <Page
      title={t('new')}
      area={t('leads')}
      crumbs={<Crumbs toList />}
      below={<Steps active="file" id={null} at="file" />}
    >
      <div className="page-body import-body">
        <UploadForm
          onDone={(created) => {
            queries.setQueryData(importsKeys.one(created.id), created);
            void queries.invalidateQueries({ queryKey: importsKeys.all, refetchType: 'none' });
            void navigate({
              to: '/leads/imports/$id',
              params: { id: created.id },
              search: { step: 'mapping' },
            });
          }}
        />
        <p>
          <Link to="/leads/imports">{t('file.earlier')}</Link>
        </p>
      </div>
    </Page>
  );
}
