import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SideDrawer } from '../parts/dialog';
import { CataloguePanel } from './catalogue.panel';
import { EventView } from './event.panel';
import { OperationsPage } from './operations-page.panel';
import type { EventsSearch } from './operations-search.queries';
import { RecentEvents } from './recent-events.panel';

const route = getRouteApi('/app/operations/events');

/** What happened, and what kinds of events there are. */
export function EventsPage() {
  const { t } = useTranslation('operations');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: EventsSearch) => void navigate({ search: next, replace: true });
  const isCatalogue = search.view === 'catalogue';
  return (
    <OperationsPage
      place="events"
      sub={t('events.sub')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('events.views')}
          data={[
            { value: 'recent', label: t('events.recent') },
            { value: 'catalogue', label: t('events.catalogue') },
          ]}
          value={search.view ?? 'recent'}
          onChange={(view) => go(view === 'catalogue' ? { view } : {})}
        />
      }
    >
      {isCatalogue ? (
        <CataloguePanel search={search} go={go} />
      ) : (
        <RecentEvents search={search} go={go} />
      )}
      <SideDrawer
        opened={search.id !== undefined}
        onClose={() => go({ ...search, id: undefined, near: undefined })}
        title={t('events.one')}
        size={640}
      >
        {search.id !== undefined && (
          <EventView key={search.id} id={search.id} near={search.near} search={search} />
        )}
      </SideDrawer>
    </OperationsPage>
  );
}
