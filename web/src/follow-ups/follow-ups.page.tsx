import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCalendarStats, IconSquareCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { Chips, Tabs } from './follow-ups-filters.panel';
import { followUpListQuery, type FollowUpsSearch, listOfSearch } from './follow-ups.queries';
import { Queue } from './queue.panel';
import { WhyDrawer } from './why.panel';
import './follow-ups.css';

const route = getRouteApi('/app/follow-ups');

export function FollowUpsPage() {
  const { t } = useTranslation('follow-ups');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const list = listOfSearch(search);
  const page = useQuery(followUpListQuery(list, queries));
  const [editor, setEditor] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const go = (next: FollowUpsSearch) => void navigate({ search: next, replace: true });
  useShortcuts([{ keys: 'f', label: t('keys.filter'), run: () => setEditor('*') }]);
  return (
    <Page
      fill
      title={t('title')}
      actions={
        <>
          <Button
            className="queue-choose"
            variant="default"
            leftSection={<IconSquareCheck size={16} stroke={1.5} aria-hidden />}
            aria-pressed={choosing}
            onClick={() => setChoosing(!choosing)}
          >
            {t('choose')}
          </Button>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/follow-ups/forecast" {...props} />}
            leftSection={<IconCalendarStats size={16} stroke={1.5} aria-hidden />}
          >
            {t('forecast.open')}
          </Button>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/follow-ups/outage" {...props} />}
            leftSection={<IconAlertTriangle size={16} stroke={1.5} aria-hidden />}
          >
            {t('outage.open')}
          </Button>
        </>
      }
      below={
        <>
          <Tabs search={search} onReset={() => go({})} />
          <div className="queue-bar">
            <Chips search={search} open={editor} onOpen={setEditor} go={go} />
          </div>
        </>
      }
    >
      <QueryView query={page} skeleton={<Skeleton rows={12} />} right={t('right')}>
        {(data) => (
          <Queue
            key={JSON.stringify(list.filter)}
            data={data}
            list={list}
            search={search}
            go={go}
            choosing={choosing}
          />
        )}
      </QueryView>
      <WhyDrawer
        leadId={search.why ?? null}
        onClose={() => go({ ...search, why: undefined })}
        company={page.data?.items.find(({ leadId }) => leadId === search.why)?.company}
      />
    </Page>
  );
}
