import type { Lead } from '../lead.entity';

/** What two leads may say differently; the parts of a place belong together. */
const COLUMNS = {
  company: ['companyName', 'companyKey'],
  address: ['street', 'postalCode', 'city', 'country', 'placeKey'],
  website: ['website', 'domain'],
  businessType: ['businessType'],
  kitchenSize: ['kitchenSize'],
  branches: ['branches'],
  chain: ['chain'],
  employees: ['employees'],
  annualVolume: ['annualVolumeCents', 'annualVolumeCurrency'],
  sourceCampaign: ['sourceCampaign'],
  relationshipStatus: ['relationshipStatus'],
  decisionMakerAccess: ['decisionMakerAccess'],
  competitor: ['competitor'],
  urgency: ['urgency'],
  painNotes: ['painNotes'],
} as const satisfies Readonly<Record<string, readonly (keyof Lead)[]>>;

export type MergeField = keyof typeof COLUMNS;
export const MERGE_FIELDS = Object.keys(COLUMNS) as [MergeField, ...MergeField[]];
export type Side = 'survivor' | 'merged';

/** Columns that are no value of their own: they follow from others. */
const DERIVED: readonly string[] = ['companyKey', 'placeKey', 'domain', 'country'];
const MOST_TAGS = 20;
/** How far a lead has come, as long as it is open. */
const PROGRESS: readonly string[] = ['REGISTERED', 'ACTIVE', 'QUALIFIED'];

/** A field that the two leads do not say the same of. */
export interface FieldChoice {
  readonly field: MergeField;
  readonly survivor: string | number | null;
  readonly merged: string | number | null;
  /** Whose value the lead has from then on. */
  readonly takes: Side;
}

type Saying = Pick<Lead, (typeof COLUMNS)[MergeField][number]>;

/** @returns null for a lead that says nothing of it; that it is of no known type says nothing either */
function saidOf(lead: Saying, field: MergeField): string | number | null {
  if (field === 'businessType') return lead.businessType === 'OTHER' ? null : lead.businessType;
  if (field === 'annualVolume')
    return lead.annualVolumeCents === null
      ? null
      : `${String(lead.annualVolumeCents)} ${lead.annualVolumeCurrency ?? ''}`;
  const values = COLUMNS[field]
    .filter((column) => !DERIVED.includes(column))
    .map((column) => lead[column])
    .filter((value) => value !== null && value !== '');
  const [only] = values;
  if (values.length === 0 || only === undefined) return null;
  return values.length === 1 ? only : values.join(', ');
}

/** Where two leads differ, and whose value is taken: as chosen, else of the lead that stays, unless it says nothing. */
export function fieldChoices(
  survivor: Saying,
  merged: Saying,
  chosen: Partial<Record<MergeField, Side | undefined>>,
): FieldChoice[] {
  return MERGE_FIELDS.flatMap((field) => {
    const [ours, theirs] = [saidOf(survivor, field), saidOf(merged, field)];
    const differ = COLUMNS[field].some((column) => survivor[column] !== merged[column]);
    if (!differ || ours === theirs) return [];
    const takes = chosen[field] ?? (ours === null ? 'merged' : 'survivor');
    return [{ field, survivor: ours, merged: theirs, takes }];
  });
}

/** What the lead that stays has otherwise from then on, and the names of the fields as the API calls them. */
export function mergedColumns(
  survivor: Lead,
  merged: Lead,
  choices: readonly FieldChoice[],
): { patch: Partial<Lead>; fields: string[]; droppedTags: string[] } {
  const tags = [...new Set([...survivor.tags, ...merged.tags])];
  const taken = choices
    .filter(({ takes }) => takes === 'merged')
    .flatMap(({ field }): readonly (keyof Lead)[] => COLUMNS[field]);
  const wanted: Partial<Lead> = {
    ...Object.fromEntries(taken.map((column) => [column, merged[column]])),
    tags: tags.slice(0, MOST_TAGS),
    pains: [...new Set([...survivor.pains, ...merged.pains])],
    stage: Math.max(survivor.stage, merged.stage),
    ...(survivor.firstContactAt === null &&
      merged.firstContactAt !== null && {
        firstContactAt: merged.firstContactAt,
        firstContactChannel: merged.firstContactChannel,
        firstContactNote: merged.firstContactNote,
      }),
  };
  const differs = Object.entries(wanted).filter(
    ([key, value]) => JSON.stringify(Reflect.get(survivor, key)) !== JSON.stringify(value),
  );
  const hidden: readonly string[] = [
    ...['companyKey', 'placeKey', 'domain'],
    ...['firstContactChannel', 'firstContactNote'],
  ];
  return {
    patch: Object.fromEntries(differs),
    fields: differs.map(([key]) => key).filter((key) => !hidden.includes(key)),
    droppedTags: tags.slice(MOST_TAGS),
  };
}

/** The further of two open leads says how far the one has come. */
export function furtherStatus(survivor: Lead['status'], merged: Lead['status']): Lead['status'] {
  const [ours, theirs] = [PROGRESS.indexOf(survivor), PROGRESS.indexOf(merged)];
  return ours >= 0 && theirs > ours ? merged : survivor;
}

/** Why two leads cannot become one, or null. */
export type MergeFault = 'same_lead' | 'customer' | 'survivor_lost' | 'reverted';

type Standing = Pick<Lead, 'id' | 'status' | 'revertedAt'>;

export function mergeFault(survivor: Standing, merged: Standing): MergeFault | null {
  if (survivor.id === merged.id) return 'same_lead';
  if (survivor.revertedAt !== null || merged.revertedAt !== null) return 'reverted';
  // A customer has its lead for ever.
  if (merged.status === 'CONVERTED') return 'customer';
  if (survivor.status === 'LOST' && merged.status !== 'LOST') return 'survivor_lost';
  return null;
}

/** Instants as they are kept in JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** Which columns were what, for the way back. */
export function changesOf(
  lead: Lead,
  patch: Partial<Lead>,
): Record<string, { from: unknown; to: unknown }> {
  return Object.fromEntries(
    Object.entries(patch).map(([key, to]) => [
      key,
      { from: plain(Reflect.get(lead, key)), to: plain(to) },
    ]),
  );
}

const INSTANTS: readonly string[] = ['firstContactAt'];

/** What is put back: columns that nobody has changed since; the rest stays. */
export function putBack(
  lead: Lead,
  changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>,
): { patch: Partial<Lead>; stayed: string[] } {
  const stands = ([key, { to }]: readonly [string, { readonly to: unknown }]) =>
    JSON.stringify(plain(Reflect.get(lead, key))) === JSON.stringify(to);
  const entries = Object.entries(changes);
  const asKept = (key: string, value: unknown) =>
    INSTANTS.includes(key) && typeof value === 'string' ? new Date(value) : value;
  return {
    patch: Object.fromEntries(
      entries.filter(stands).map(([key, { from }]) => [key, asKept(key, from)]),
    ),
    stayed: entries.filter((entry) => !stands(entry)).map(([key]) => key),
  };
}
