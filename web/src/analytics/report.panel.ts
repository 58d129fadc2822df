import { getRouteApi } from '@tanstack/react-router';
import type { AnalyticsSearch, Report } from './analytics-search.queries';
import { type Filter, filterOf } from './analytics.queries';

const route = getRouteApi('/app/analytics/$report');

export interface ReportView {
  readonly report: Report;
  readonly search: AnalyticsSearch;
  /** The filter as this report takes it. */
  readonly filter: Filter;
  readonly asTable: boolean;
  readonly go: (next: AnalyticsSearch) => void;
  readonly showAsTable: (asTable: boolean) => void;
}

/** What the URL says: it is the view. */
export function useReport(): ReportView {
  const { report } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: AnalyticsSearch) =>
    void navigate({ search: next, replace: true, resetScroll: false });
  return {
    report,
    search,
    filter: filterOf(report, search),
    asTable: search.view === 'table',
    go,
    showAsTable: (asTable) => go({ ...search, view: asTable ? 'table' : undefined }),
  };
}
