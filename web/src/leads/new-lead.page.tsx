import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { may } from '../core/rights';
import { Page } from '../parts/page';
import { NoRight } from '../parts/state-view';
import { LeadForm } from './lead.form';
import { leadsKeys } from './leads.queries';
import './lead.css';
import { toast } from '../core/toast';

const route = getRouteApi('/app/leads/new');

export function NewLeadPage() {
  const { t } = useTranslation('leads');
  const session = useSession();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  return (
    <Page
      title={t('add')}
      area={t('title')}
      crumbs={
        <nav aria-label={t('crumbs')}>
          <ol className="crumbs">
            <li>
              <Link to="/leads">{t('title')}</Link>
            </li>
          </ol>
        </nav>
      }
    >
      <div className="page-body">
        {may(session, 'leads.write') ? (
          <LeadForm
            onCancel={() => void navigate({ to: '/leads' })}
            onSaved={(lead) => {
              queries.setQueryData(leadsKeys.one(lead.id), lead);
              void queries.invalidateQueries({ queryKey: leadsKeys.lists });
              void queries.invalidateQueries({ queryKey: leadsKeys.counts });
              toast(t('saved', { company: lead.company }));
              void navigate({ to: '/leads/$id', params: { id: lead.id } });
            }}
          />
        ) : (
          <NoRight right={t('rights.write')} within />
        )}
      </div>
    </Page>
  );
}
