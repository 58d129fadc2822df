import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { Problem } from '../core/problem';
import { uuid } from '../core/url';
import type { ImportSearch, ImportsSearch, Reason, Step } from './imports-search.queries';

export type ImportView = Schemas['ImportView'];
export type ImportSummary = Schemas['ImportSummary'];
export type ImportState = ImportView['state'];
export type ImportRow = Schemas['ImportRow'];
export type ImportRowPage = Schemas['ImportRowPage'];
export type CountFrom = ImportView['countFrom'];
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
  chain: 'company',
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
  relationshipStatus: 'relationship',
  decisionMakerAccess: 'relationship',
  competitor: 'relationship',
  pains: 'relationship',
  painNotes: 'relationship',
  urgency: 'relationship',
  source: 'origin',
  sourceCampaign: 'origin',
  firstContactNote: 'origin',
  knownSince: 'origin',
  note: 'origin',
} as const satisfies Record<ImportField, 'company' | 'contact' | 'relationship' | 'origin'>;

export const COUNT_FROM = ['import', 'registered', 'none'] as const satisfies readonly CountFrom[];
export const SKIPS: readonly Reason[] = ['already_imported', 'duplicate_email', 'duplicate_phone'];

/** The step that an import waits at. */
export function stepOf(state: ImportState): Step {
  if (state === 'UPLOADING') return 'file';
  if (state === 'MAPPING') return 'mapping';
  return state === 'ANALYSING' || state === 'READY' ? 'preview' : 'run';
}

export const isOpen = (state: ImportState): boolean =>
  ['MAPPING', 'ANALYSING', 'READY'].includes(state);
const isWorking = (state: ImportState | undefined): boolean =>
  state === 'UPLOADING' || state === 'ANALYSING' || state === 'EXECUTING' || state === 'REVERTING';

const POLL_MS = 1_000;
/** Counting the reasons of a large file costs the server more. */
const POLL_LARGE_MS = 3_000;
const LARGE_ROWS = 20_000;
const POLL_WAITING_MS = 5_000;

export const territoriesQuery = queryOptions({
  queryKey: ['territories'],
  queryFn: () => call(api.GET('/v1/territories')),
  staleTime: Infinity,
});

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
          params: {
            query: {
              limit: Number(search.limit ?? 50),
              cursor: search.cursor,
              state: search.state,
            },
          },
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
      if (!isWorking(data?.state) && data?.backdating?.state !== 'running') return false;
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
      search.kept,
      search.limit,
      search.cursor,
    ] as const,
    queryFn: () => {
      const { outcome, reason, note, kept } = search;
      const page = { limit: Number(search.limit ?? 50), cursor: Number(search.cursor ?? 0) };
      return call(
        api.GET('/v1/lead-imports/{id}/rows', {
          params: { path: { id }, query: { outcome, reason, note, kept, ...page } },
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

export function uploadPath(file: File, ownerId: string | null): string {
  const query = new URLSearchParams({ fileName: file.name, ...(ownerId && { ownerId }) });
  return `/v1/lead-imports?${query.toString()}`;
}

export const errorRowsPath = (id: string, language: string): string =>
  `/v1/lead-imports/${id}/errors.csv?language=${language === 'de' ? 'de' : 'en'}`;

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

export const revertImport = (id: string, intent: string): Promise<ImportView> =>
  call(
    api.POST('/v1/lead-imports/{id}/reversal', {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
      body: {},
    }),
  );

export const callOffReversal = (id: string): Promise<ImportView> =>
  call(api.DELETE('/v1/lead-imports/{id}/reversal', { params: { path: { id } } }));

export const decideBackdating = (
  id: string,
  decision: 'approval' | 'refusal',
  reason: string,
): Promise<ImportView> =>
  call(
    decision === 'approval'
      ? api.POST('/v1/lead-imports/{id}/backdating-approval', {
          params: { path: { id } },
          body: { reason },
        })
      : api.POST('/v1/lead-imports/{id}/backdating-refusal', {
          params: { path: { id } },
          body: { reason },
        }),
  );
