import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { type AnalyticsSearch, type Group, GROUPS, type Report } from './analytics-search.queries';

export type Performance = Schemas['AnalyticsPerformance'];
export type Figures = Schemas['AnalyticsFigures'];
export type Funnel = Schemas['AnalyticsFunnel'];
export type Stage = Funnel['stages'][number]['stage'];
export type TemplatesReport = Schemas['AnalyticsTemplates'];
export type Roi = Schemas['AnalyticsRoi'];
export type Return = Roi['currencies'][number];
export type Uplift = Schemas['AnalyticsUplift'];
export type Forecast = Schemas['AnalyticsForecast'];
export type FollowUpsBehind = Schemas['AnalyticsFollowUps'];
export type LeadsBehind = Schemas['AnalyticsLeads'];
/** What every answer says of itself. */
export type Head = Pick<
  Performance,
  | 'asOf'
  | 'asOfSequence'
  | 'scope'
  | 'hasList'
  | 'from'
  | 'to'
  | 'window'
  | 'attribution'
  | 'simulated'
>;

export const DEFAULT_WINDOW = '30';
/** Others are counted from rows. */
export const KEPT_WINDOWS = ['7', '14', '30', '60', '90'];

/** The parts of the filter that are chips, in the order of the screen. */
export const CHIPS = [
  'step',
  'channel',
  'territory',
  'owner',
  'team',
  'businessType',
  'templateVersion',
] as const;
export type Chip = (typeof CHIPS)[number];

/** The filter as the API takes it. */
export type Filter = {
  from?: string;
  to?: string;
  step?: string[];
  channel?: ('email' | 'whatsapp')[];
  territory?: string[];
  owner?: string[];
  team?: string[];
  businessType?: string[];
  templateVersion?: string[];
  window?: number;
  attribution?: 'first' | 'linear';
  scope?: 'own' | 'territory';
};

/**
 * What of the filter a report cannot take, and why it would be refused: leads are of one step or of none, the return is of
 * no single owner and of no whole market, and parts of conversions are no trials.
 */
export function leftOut(report: Report, search: AnalyticsSearch): (keyof Filter)[] {
  const manySteps = (search.step?.length ?? 0) > 1;
  const out: (keyof Filter)[] = [];
  if ((report === 'funnel' || report === 'uplift') && manySteps) out.push('step');
  if (report === 'roi' && search.owner) out.push('owner');
  if (report === 'roi' && search.scope === 'territory') out.push('scope');
  if (report === 'templates' && search.attribution === 'linear') out.push('attribution');
  if (search.scope === 'territory' && report !== 'roi') out.push(...untoldOfTerritory(search));
  return out;
}

/** Of a whole market there are the kept sums alone: of no person and no team, and of one text or one trade at a time. */
function untoldOfTerritory(search: AnalyticsSearch): (keyof Filter)[] {
  const out: (keyof Filter)[] = [];
  if (search.owner) out.push('owner');
  if (search.team) out.push('team');
  if (search.window && !KEPT_WINDOWS.includes(search.window)) out.push('window');
  if (search.businessType && search.templateVersion) out.push('templateVersion');
  return out;
}

/** What a report may be grouped by as it is asked. */
export function groupsOf(search: AnalyticsSearch): readonly Group[] {
  if (search.scope !== 'territory') return GROUPS;
  const { businessType, templateVersion } = search;
  return GROUPS.filter((group) => {
    if (group === 'owner' || group === 'team') return false;
    if (group === 'templateVersion' || group === 'variant') return !businessType;
    return group !== 'businessType' || !templateVersion || businessType !== undefined;
  });
}

export function filterOf(report: Report, search: AnalyticsSearch): Filter {
  const { window, from, to, attribution, scope } = search;
  const all: Filter = {
    from,
    to,
    attribution,
    scope,
    window: window === undefined ? undefined : Number(window),
    ...Object.fromEntries(CHIPS.map((chip) => [chip, search[chip]])),
  };
  const without = leftOut(report, search);
  return Object.fromEntries(
    Object.entries<unknown>(all).filter(
      ([key, value]) => value !== undefined && !without.includes(key as keyof Filter),
    ),
  );
}

/** Whether anything narrows down what is counted, beyond the period. */
export const isNarrowed = (search: AnalyticsSearch): boolean =>
  CHIPS.some((chip) => search[chip] !== undefined);

/** The address with which the screen begins: the period and how things are looked at stay, what narrows down goes. */
export function withoutChips(search: AnalyticsSearch): AnalyticsSearch {
  const none = Object.fromEntries(CHIPS.map((chip) => [chip, undefined]));
  return { ...search, ...none, list: undefined, cursor: undefined };
}

const shared = { placeholderData: keepPreviousData } as const;

export const performanceQuery = (filter: Filter, groupBy: Group | undefined) =>
  queryOptions({
    queryKey: ['analytics', 'performance', { ...filter, groupBy }],
    queryFn: () =>
      call(api.GET('/v1/analytics/performance', { params: { query: { ...filter, groupBy } } })),
    ...shared,
  });

export const funnelQuery = (filter: Filter, groupBy: Group | undefined) =>
  queryOptions({
    queryKey: ['analytics', 'funnel', { ...filter, groupBy }],
    queryFn: () =>
      call(api.GET('/v1/analytics/funnel', { params: { query: { ...filter, groupBy } } })),
    ...shared,
  });

export type Compared = TemplatesReport['measure'];

export const templatesQuery = (
  filter: Filter,
  measure: Compared,
  by: 'templateVersion' | 'variant',
) =>
  queryOptions({
    queryKey: ['analytics', 'templates', { ...filter, measure, by }],
    queryFn: () =>
      call(
        api.GET('/v1/analytics/templates', {
          // The schema of comparisons knows no parts of conversions: `leftOut` takes them away.
          params: { query: { ...filter, measure, by } },
        }),
      ),
    ...shared,
  });

export const roiQuery = (filter: Filter) =>
  queryOptions({
    queryKey: ['analytics', 'roi', filter],
    queryFn: () => call(api.GET('/v1/analytics/roi', { params: { query: filter } })),
    ...shared,
  });

export const upliftQuery = (filter: Filter) =>
  queryOptions({
    queryKey: ['analytics', 'uplift', filter],
    queryFn: () => call(api.GET('/v1/analytics/uplift', { params: { query: filter } })),
    ...shared,
  });

export const forecastQuery = (filter: Filter, measure: Forecast['measure']) =>
  queryOptions({
    queryKey: ['analytics', 'forecast', { ...filter, measure }],
    queryFn: () =>
      call(api.GET('/v1/analytics/forecast', { params: { query: { ...filter, measure } } })),
    ...shared,
  });

export const territoriesQuery = queryOptions({
  queryKey: ['territories'],
  queryFn: () => call(api.GET('/v1/territories')),
  staleTime: Infinity,
});

export const teamsQuery = queryOptions({
  queryKey: ['analytics', 'teams'],
  queryFn: () => call(api.GET('/v1/teams')),
});

export const templateNamesQuery = queryOptions({
  queryKey: ['analytics', 'template-names'],
  queryFn: () => call(api.GET('/v1/email-templates')),
});
