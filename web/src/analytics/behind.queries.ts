import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call } from '../core/api';
import { oneOf } from '../core/url';
import { GROUPS, type AnalyticsSearch, type Group, type Report } from './analytics-search.queries';
import { type Filter, filterOf } from './analytics.queries';

const KINDS = ['follow-ups', 'leads', 'written', 'held-out'] as const;
const LISTED = [
  'eligible',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'answered',
  'positive',
  'converted',
  'ordered',
] as const;
const AGES = ['all', 'mature', 'young'] as const;

/** Which rows are behind a number; one parameter of the URL. */
export interface Behind {
  readonly kind: (typeof KINDS)[number];
  readonly stage: (typeof LISTED)[number];
  /** Of an age that counts in rates, younger, or either. */
  readonly age?: (typeof AGES)[number];
  readonly by?: Group;
  readonly key?: string | null;
  /** Within the filter, this step only. */
  readonly step?: string;
  /** Other days than those of the filter. */
  readonly days?: { readonly from: string; readonly to: string };
}

/** `follow-ups:answered:mature:week:2026-11-02`; what is not needed at the end is left out. */
export function encodeBehind({ kind, stage, age = 'all', by, key, step, days }: Behind): string {
  const span = days ? `${days.from}..${days.to}` : '';
  return [kind, stage, age, by ?? '', key ?? '', step ?? '', span].join(':').replace(/:+$/, '');
}

export function decodeBehind(text: string | undefined): Behind | null {
  if (text === undefined) return null;
  const [kind = '', stage = '', age = '', by = '', key = '', step = '', span = ''] =
    text.split(':');
  const [is, at] = [oneOf(KINDS)(kind), oneOf(LISTED)(stage)];
  if (!is || !at) return null;
  const group = oneOf(GROUPS)(by);
  const days = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(span);
  return {
    kind: is,
    stage: at,
    age: oneOf(AGES)(age) ?? 'all',
    ...(group && { by: group, key: key === '' ? null : key }),
    ...(step !== '' && { step }),
    ...(days?.[1] && days[2] && { days: { from: days[1], to: days[2] } }),
  };
}

/** The question to the API behind a number of a report. */
export function listOfBehind(report: Report, search: AnalyticsSearch, behind: Behind) {
  const { stage, age, by, key, step, days, kind } = behind;
  const filter: Filter = { ...filterOf(report, search), ...days };
  return {
    ...filter,
    ...(step !== undefined && { step: [step] }),
    stage,
    ...(age && age !== 'all' && { age }),
    ...(by && { groupBy: by, ...(typeof key === 'string' && { key }) }),
    ...(kind === 'held-out' && { heldOut: 'true' as const }),
    ...(kind === 'written' && { heldOut: 'false' as const }),
  };
}
export type ListQuestion = ReturnType<typeof listOfBehind>;

export const unitOf = ({ kind }: Behind): 'follow-ups' | 'leads' =>
  kind === 'follow-ups' ? 'follow-ups' : 'leads';

export const followUpsBehindQuery = (ask: ListQuestion, limit: number, cursor?: string) =>
  queryOptions({
    queryKey: ['analytics', 'follow-ups', { ...ask, limit, cursor }],
    queryFn: () =>
      call(api.GET('/v1/analytics/follow-ups', { params: { query: { ...ask, limit, cursor } } })),
    placeholderData: keepPreviousData,
  });

export const leadsBehindQuery = (ask: ListQuestion, limit: number, cursor?: string) =>
  queryOptions({
    queryKey: ['analytics', 'leads', { ...ask, limit, cursor }],
    queryFn: () =>
      call(api.GET('/v1/analytics/leads', { params: { query: { ...ask, limit, cursor } } })),
    placeholderData: keepPreviousData,
  });

const MOST_IDS = 50;

/** Names of leads, as far as this person may see them now; what was theirs when it was sent may be another's today. */
export const companiesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['analytics', 'companies', ids],
    queryFn: async () => {
      const parts = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, at) =>
        ids.slice(at * MOST_IDS, (at + 1) * MOST_IDS),
      );
      const pages = await Promise.all(
        parts.map((id) =>
          call(api.GET('/v1/leads', { params: { query: { id, limit: MOST_IDS } } })),
        ),
      );
      return new Map(
        pages.flatMap(({ items }) => items.map(({ id, company, city }) => [id, { company, city }])),
      );
    },
    enabled: ids.length > 0,
  });

export type FileFormat = 'csv' | 'xlsx' | 'jsonl';
export const FORMATS: readonly FileFormat[] = ['csv', 'xlsx', 'jsonl'];

/** A question to the API, as its parameters. */
export type Question = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Where the server makes the file of this question. */
export function filePath(
  what: Report | 'follow-ups' | 'leads',
  question: Question,
  format: FileFormat,
  language: string,
): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries<Question[string]>({
    ...question,
    format,
    language,
  }))
    if (value !== undefined) query.set(key, Array.isArray(value) ? value.join(',') : String(value));
  return `/v1/analytics/${what}/export?${query.toString()}`;
}
