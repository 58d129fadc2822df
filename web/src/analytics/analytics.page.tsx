import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { type Act, may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { NoRight, Skeleton } from '../parts/state-view';
import { ViewTabs } from '../parts/view-tabs';
import { type Report, REPORTS } from './analytics-search.queries';
import { Filters } from './filters.panel';
import { useReport } from './report.panel';
import './analytics.css';

/** Has a page of its own: its numbers are no reports about follow-ups. */
const CHANNEL = 'whatsapp';

const RIGHTS: Readonly<Record<Report, Act>> = {
  performance: 'analytics.read',
  funnel: 'analytics.read',
  templates: 'analytics.compare',
  roi: 'analytics.compare',
  uplift: 'analytics.compare',
  forecast: 'analytics.read',
};

// One report is read at a time, and the rows behind its numbers only when somebody asks.
const PANELS: Readonly<Record<Report, React.ComponentType>> = {
  performance: lazy(async () => ({
    default: (await import('./performance.panel')).PerformancePanel,
  })),
  funnel: lazy(async () => ({ default: (await import('./funnel.panel')).FunnelPanel })),
  templates: lazy(async () => ({ default: (await import('./templates.panel')).TemplatesPanel })),
  roi: lazy(async () => ({ default: (await import('./roi.panel')).RoiPanel })),
  uplift: lazy(async () => ({ default: (await import('./uplift.panel')).UpliftPanel })),
  forecast: lazy(async () => ({ default: (await import('./forecast.panel')).ForecastPanel })),
};
const BehindDrawer = lazy(async () => ({ default: (await import('./behind.panel')).BehindDrawer }));

export function AnalyticsPage() {
  const { t } = useTranslation('analytics');
  const { report, search } = useReport();
  const session = useSession();
  const [editor, setEditor] = useState<string | null>(null);
  useShortcuts([{ keys: 'f', label: t('filterKey'), run: () => setEditor('*') }]);
  const Panel = PANELS[report];
  const mayRead = may(session, RIGHTS[report]);
  return (
    <Page
      title={t(`report.${report}`)}
      area={t('title')}
      below={
        <>
          <Tabs />
          {mayRead && <Filters open={editor} onOpen={setEditor} />}
        </>
      }
    >
      <div className="page-body analytics">
        {mayRead ? (
          <Suspense fallback={<Skeleton rows={10} />}>
            <Panel />
          </Suspense>
        ) : (
          <NoRight right={t('right.compare')} within />
        )}
      </div>
      {mayRead && search.list !== undefined && (
        <Suspense fallback={null}>
          <BehindDrawer />
        </Suspense>
      )}
    </Page>
  );
}

/** The reports that this role may read; the filter goes along, what is open behind a number does not. */
function Tabs() {
  const { t } = useTranslation('analytics');
  const { report, search } = useReport();
  const session = useSession();
  const tabs = REPORTS.filter((other) => may(session, RIGHTS[other]));
  return (
    <ViewTabs
      label={t('tabs')}
      active={report}
      tabs={[
        ...tabs.map((key) => ({ key, label: t(`report.${key}`), count: null })),
        { key: CHANNEL, label: t('channel'), count: null },
      ]}
      link={({ key }, props) =>
        key === CHANNEL ? (
          <Link to="/analytics/whatsapp" activeProps={{}} {...props} />
        ) : (
          <Link
            to="/analytics/$report"
            params={{ report: key as Report }}
            search={{ ...search, list: undefined, cursor: undefined }}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{}}
            {...props}
          />
        )
      }
    />
  );
}
