import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { QueryView, Skeleton } from '../parts/state-view';
import { ChannelPanel } from './channel.panel';
import { MailReports } from './mail-reports.panel';
import { OperationsPage } from './operations-page.panel';
import { providersQuery } from './operations.queries';

/** The ways out of the house. */
export function ProvidersPage() {
  const { t } = useTranslation('operations');
  const session = useSession();
  const query = useQuery({ ...providersQuery, enabled: may(session, 'providers.read') });
  return (
    <OperationsPage place="providers" sub={t('providers.sub')}>
      <QueryView query={query} skeleton={<Skeleton rows={8} height={48} />}>
        {({ items }) => (
          <>
            {items.map((channel) => (
              <ChannelPanel key={channel.channel} channel={channel} />
            ))}
            <MailReports />
          </>
        )}
      </QueryView>
    </OperationsPage>
  );
}
