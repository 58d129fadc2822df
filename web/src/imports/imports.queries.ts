import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { Problem } from '../core/problem';
import { anyText, oneOf, type Reader, searchOf, uuid } from '../core/url';

export type ImportView = Schemas['ImportView'];
export type ImportSummary = Schemas['ImportSummary'];
export type ImportState = ImportView['state'];
export type ImportRow = Schemas['ImportRow'];
export type ImportRowPage = Schemas['ImportRowPage'];
export type CountFrom = ImportView['countFrom'];
export type Outcome = ImportRow['outcome'];
export type Reason = NonNullable<ImportRow['reason']>;
export type Note = ImportRow['notes'][number];
export type ImportField = NonNullable<ImportView['mapping'][number]>;
export type Mapping = readonly (ImportField | null)[];

/** Every meaning that a column can have, by what it is about; in the order of the choices. */
export const FIELD_GROUPS = {
  company: 'company',
  street: 'company',
  postalCode: 'company',
  city: 'company',
  country: 'company',
  website: 'company',
  businessType: 'company',
  kitchenSize: 'company',
  branches: 'company',
  employees: 'company',
  annualVolume: 'company',
  contact: 'contact',
  salutation: 'contact',
  title: 'contact',
  firstName: 'contact',
  lastName: 'contact',
  position: 'contact',
  email: 'contact',
  phone: 'contact',
  mobile: 'contact',
  consentEmail: 'contact',
  source: 'origin',
  sourceCampaign: 'origin',
  firstContactNote: 'origin',
  knownSince: 'origin',
  note: 'origin',
} as const satisfies Record<ImportField, 'company' | 'contact' | 'origin'>;

export const OUTCOMES = ['create', 'skip', 'fail'] as const satisfies readonly Outcome[];
export const COUNT_FROM = ['import', 'registered', 'none'] as const satisfies readonly CountFrom[];
const REASONS = {
  short_row: 1,
  control_characters: 1,
  missing_company: 1,
  company_too_long: 1,
  no_email_and_no_phone: 1,
  invalid_email: 1,
  invalid_date: 1,
  registered_in_future: 1,
  fair_without_first_contact_note: 1,
  territory_not_allowed: 1,
  already_imported: 1,
  duplicate_email: 1,
  duplicate_phone: 1,
} as const satisfies Record<Reason, 1>;
const NOTES = {
  formula_text_kept_as_text: 1,
  phone_unreadable: 1,
  similar_company: 1,
  amount_unreadable: 1,
  value_unknown: 1,
} as const satisfies Record<Note, 1>;
export const SKIPS: readonly Reason[] = ['already_imported', 'duplicate_email', 'duplicate_phone'];

export const STEPS = ['file', 'mapping', 'preview', 'run'] as const;
export type Step = (typeof STEPS)[number];

const number: Reader<string> = (text) => (/^\d{1,9}$/.test(text) ? text : undefined);
const limit = oneOf(['50', '100', '200']);

export const importsSearch = searchOf({ limit, cursor: uuid });
export type ImportsSearch = ReturnType<typeof importsSearch>;

export const newImportSearch = searchOf({ step: oneOf(['file']) });

export const importSearch = searchOf({
  step: oneOf(STEPS),
  outcome: oneOf(OUTCOMES),
  reason: oneOf(Object.keys(REASONS) as Reason[]),
  note: oneOf(Object.keys(NOTES) as Note[]),
  limit,
  cursor: number,
  row: number,
  from: anyText(200),
});
export type ImportSearch = ReturnType<typeof importSearch>;

/** The step that an import waits at. */
export function stepOf(state: ImportState): Step {
  if (state === 'UPLOADING') return 'file';
  if (state === 'MAPPING') return 'mapping';
  return state === 'ANALYSING' || state === 'READY' ? 'preview' : 'run';
}

export const isOpen = (state: ImportState): boolean =>
  ['MAPPING', 'ANALYSING', 'READY'].includes(state);
const isWorking = (state: ImportState | undefined): boolean =>
  state === 'UPLOADING' || state === 'ANALYSING' || state === 'EXECUTING';

const POLL_MS = 1_000;
/** Counting the reasons of a large file costs the server more. */
const POLL_LARGE_MS = 3_000;
const LARGE_ROWS = 20_000;
const POLL_WAITING_MS = 5_000;

export const importsKeys = {
  all: ['imports'],
  one: (id: string) => ['imports', 'one', id] as const,
};

export const importsQuery = (search: ImportsSearch) =>
  queryOptions({
    queryKey: ['imports', 'list', search] as const,
    queryFn: () =>
      call(
        api.GET('/v1/lead-imports', {
          params: { query: { limit: Number(search.limit ?? 50), cursor: search.cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
    // Others change what is listed, and the stream does not tell of it.
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.items.some((item) => isWorking(item.state)) ? POLL_LARGE_MS : POLL_WAITING_MS,
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: importsKeys.one(id),
    queryFn: () => {
      if (uuid(id) === undefined)
        throw new Problem('import-not-found', 404, '', '', [], null, null, {});
      return call(api.GET('/v1/lead-imports/{id}', { params: { path: { id } } }));
    },
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      if (data?.state === 'AWAITING_APPROVAL') return POLL_WAITING_MS;
      if (!isWorking(data?.state)) return false;
      return (data?.rows ?? 0) > LARGE_ROWS ? POLL_LARGE_MS : POLL_MS;
    },
  });

/** The rows that the URL names; `state` is in the key, since a step on changes what rows became. */
export const importRowsQuery = (id: string, search: ImportSearch, state: ImportState) =>
  queryOptions({
    queryKey: [
      'imports',
      'rows',
      id,
      state,
      search.outcome,
      search.reason,
      search.note,
      search.limit,
      search.cursor,
    ] as const,
    queryFn: () => {
      const { outcome, reason, note } = search;
      const page = { limit: Number(search.limit ?? 50), cursor: Number(search.cursor ?? 0) };
      return call(
        api.GET('/v1/lead-imports/{id}/rows', {
          params: { path: { id }, query: { outcome, reason, note, ...page } },
        }),
      );
    },
    placeholderData: keepPreviousData,
  });

/** One row by its number, wherever it stands; null when there is none. */
export const importRowQuery = (id: string, row: string, state: ImportState) =>
  queryOptions({
    queryKey: ['imports', 'row', id, state, row] as const,
    queryFn: async () => {
      const page = await call(
        api.GET('/v1/lead-imports/{id}/rows', {
          params: { path: { id }, query: { limit: 1, cursor: Math.max(0, Number(row) - 1) } },
        }),
      );
      return page.items.find((item) => item.row === Number(row)) ?? null;
    },
  });

export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  queryFn: () => call(api.GET('/v1/colleagues')),
});

export function uploadPath(file: File, ownerId: string | null): string {
  const query = new URLSearchParams({ fileName: file.name, ...(ownerId && { ownerId }) });
  return `/v1/lead-imports?${query.toString()}`;
}

export const errorRowsPath = (id: string): string => `/v1/lead-imports/${id}/errors.csv`;

export const changeImport = (id: string, body: Schemas['ChangeImport']): Promise<ImportView> =>
  call(api.PATCH('/v1/lead-imports/{id}', { params: { path: { id } }, body }));

export const executeImport = (id: string, intent: string): Promise<ImportView> =>
  call(
    api.POST('/v1/lead-imports/{id}/execution', {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
    }),
  );

export const approveImport = (id: string, intent: string): Promise<ImportView> =>
  call(
    api.POST('/v1/lead-imports/{id}/approval', {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
    }),
  );
