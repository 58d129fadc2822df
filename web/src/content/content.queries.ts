import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type PackageRow = Schemas['ContentPackageRow'];
export type PackageView = Schemas['ContentPackage'];
export type Item = PackageView['items'][number];
export type Campaign = Schemas['CampaignRow'];
export type CampaignView = Schemas['Campaign'];
export type NewCampaign = Schemas['CreateCampaign'];

export const LOCALES = ['de', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
export const KINDS = ['text', 'image', 'video', 'document'] as const;
export type Kind = (typeof KINDS)[number];

export const contentKeys = {
  packages: ['content', 'packages'] as const,
  one: (id: string) => ['content', 'package', id] as const,
  campaigns: ['content', 'campaigns'] as const,
  campaign: (id: string) => ['content', 'campaign', id] as const,
  contacts: (id: string) => ['content', 'campaign-contacts', id] as const,
};

export const packagesQuery = queryOptions({
  queryKey: contentKeys.packages,
  queryFn: () => call(api.GET('/v1/content-packages')),
});

export const packageQuery = (id: string) =>
  queryOptions({
    queryKey: contentKeys.one(id),
    queryFn: () => call(api.GET('/v1/content-packages/{id}', { params: { path: { id } } })),
  });

/** Versions of a package stand together; the one that is delivered says what it is. */
export interface Package {
  readonly key: string;
  readonly name: string;
  readonly versions: readonly PackageRow[];
  readonly approved: PackageRow | undefined;
  readonly draft: PackageRow | undefined;
  /** What opens: what is being written, else what is delivered, else the newest. */
  readonly current: PackageRow;
}

export function packagesOf(rows: readonly PackageRow[]): Package[] {
  const keys = [...new Set(rows.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const versions = rows
      .filter((row) => row.key === key)
      .sort((one, other) => other.number - one.number);
    const approved = versions.find(({ state }) => state === 'approved');
    const draft = versions.find(({ state }) => state === 'draft');
    const current = draft ?? approved ?? versions[0];
    if (!current) return [];
    return [{ key, name: (approved ?? current).name, versions, approved, draft, current }];
  });
}

export type PackageText = Schemas['EditContentPackage'];

export const createPackage = (body: Schemas['CreateContentPackage']): Promise<PackageView> =>
  call(api.POST('/v1/content-packages', { body }));

const etag = ({ id, rowVersion }: PackageView) => `"content-package-${id}-${String(rowVersion)}"`;

export const savePackage = (view: PackageView, body: PackageText): Promise<PackageView> =>
  call(
    api.PUT('/v1/content-packages/{id}', {
      params: { path: { id: view.id }, header: { 'If-Match': etag(view) } },
      body,
    }),
  );

export const draftPackage = (id: string): Promise<PackageView> =>
  call(api.POST('/v1/content-packages/{id}/draft', { params: { path: { id } } }));

export const approvePackage = (id: string, reason?: string): Promise<PackageView> =>
  call(
    api.POST('/v1/content-packages/{id}/approval', {
      params: { path: { id } },
      body: reason === undefined ? {} : { reason },
    }),
  );

export const archivePackage = (id: string, reason: string): Promise<PackageView> =>
  call(
    api.POST('/v1/content-packages/{id}/archival', { params: { path: { id } }, body: { reason } }),
  );

/** A campaign goes on without a word of the stream. */
const RUNNING_MS = 5_000;
const whileRunning = (isRunning: boolean | undefined) => (isRunning ? RUNNING_MS : false);

export const campaignsQuery = queryOptions({
  queryKey: contentKeys.campaigns,
  queryFn: () => call(api.GET('/v1/campaigns')),
  refetchInterval: ({ state: { data } }) =>
    whileRunning(data?.items.some(({ state }) => state === 'running')),
});

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: contentKeys.campaign(id),
    queryFn: () => call(api.GET('/v1/campaigns/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => whileRunning(data?.state === 'running'),
  });

export const campaignContactsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: contentKeys.contacts(id),
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v1/campaigns/{id}/contacts', {
          params: { path: { id }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });

export const PROTECTION_STATES = [
  'PROTECTED',
  'REMINDER_DUE',
  'GRACE',
  'STOPPED',
  'LAPSED',
] as const;
export const CLOCK_STATES = ['requested', 'running'] as const;

const NARROWINGS = [
  ...(['status', 'owner', 'territory', 'businessType', 'source'] as const),
  ...(['protection', 'clock', 'import'] as const),
] as const;
export type Narrowing = (typeof NARROWINGS)[number] | 'roles';

/** Whom a campaign is for, as its form holds it; what is empty narrows nothing. */
export type Audience = Readonly<Record<Narrowing, readonly string[]>> & {
  readonly q: string;
  readonly onlyPrimary: boolean;
};

/** Leads that somebody works on, and the first contact of each. */
export const FIRST_AUDIENCE: Audience = {
  ...{ status: ['ACTIVE', 'QUALIFIED'], owner: [], territory: [], businessType: [], source: [] },
  ...{ protection: [], clock: [], import: [], roles: [], q: '', onlyPrimary: true },
};

/** As the server takes it. */
export function narrowed(
  audience: Audience,
): Pick<NewCampaign, 'filter' | 'roles' | 'onlyPrimary'> {
  const { roles, onlyPrimary } = audience;
  const q = audience.q.trim();
  const chosen = NARROWINGS.filter((key) => audience[key].length > 0);
  const filter = {
    ...Object.fromEntries(chosen.map((key) => [key, [...audience[key]]])),
    ...(q !== '' && { q }),
  };
  return {
    filter,
    ...(roles.length > 0 && { roles: [...roles] as NonNullable<NewCampaign['roles']> }),
    onlyPrimary,
  };
}

export const territoriesQuery = queryOptions({
  queryKey: ['territories'],
  queryFn: () => call(api.GET('/v1/territories')),
  staleTime: Infinity,
});

export const importsQuery = queryOptions({
  queryKey: ['content', 'imports'],
  queryFn: () => call(api.GET('/v1/lead-imports', { params: { query: { limit: 50 } } })),
  // An import ends without a word of the stream.
  staleTime: 0,
});

export const createCampaign = (body: NewCampaign): Promise<CampaignView> =>
  call(api.POST('/v1/campaigns', { body }));

export const TURNS = ['start', 'pause', 'resumption', 'stop'] as const;
export type Turn = (typeof TURNS)[number];

/** What may be done to a campaign as it stands. */
export function turnsOf(state: Campaign['state']): readonly Turn[] {
  switch (state) {
    case 'draft':
      return ['start'];
    case 'running':
      return ['pause', 'stop'];
    case 'paused':
      return ['resumption', 'stop'];
    default:
      return [];
  }
}

export function turnCampaign(id: string, turn: Turn, reason: string): Promise<CampaignView> {
  const params = { path: { id } };
  const body = { reason };
  switch (turn) {
    case 'start':
      return call(api.POST('/v1/campaigns/{id}/start', { params, body: reason ? body : {} }));
    case 'pause':
      return call(api.POST('/v1/campaigns/{id}/pause', { params, body }));
    case 'resumption':
      return call(api.POST('/v1/campaigns/{id}/resumption', { params, body }));
    case 'stop':
      return call(api.POST('/v1/campaigns/{id}/stop', { params, body }));
  }
}
