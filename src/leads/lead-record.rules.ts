import type { Lead } from './lead.entity';
import type { ChangeLead, RegisterLead } from './leads.dto';
import { companyKey, placeKey, registrableDomain, searchText } from './normalisation.rules';

interface Registration {
  readonly id: string;
  readonly now: Date;
  readonly territory: string;
  readonly owner: { readonly id: string | null; readonly teamId: string | null };
  readonly by: string | null;
  /** Whether it is made in demo mode. */
  readonly simulated: boolean;
}

/** The row of a new lead; stage and search text come from its contacts and are filled by the caller. */
export function leadOf(
  input: RegisterLead,
  { id, now, territory, owner, by, simulated }: Registration,
): Lead {
  return {
    id,
    subjectId: id,
    version: 1,
    ownerId: owner.id,
    teamId: owner.teamId,
    territory,
    ...companyColumns(input.company),
    status: 'REGISTERED',
    statusSince: null,
    statusBeforeSince: null,
    statusBefore: null,
    stage: 0,
    source: input.source,
    sourceCampaign: input.sourceCampaign ?? null,
    tags: input.tags,
    registeredAt: now,
    knownSinceOn: null,
    firstContactAt: input.firstContact ? new Date(input.firstContact.at) : null,
    firstContactChannel: input.firstContact?.channel ?? null,
    firstContactNote: input.firstContact?.note ?? null,
    lastActivityAt: now,
    lostAt: null,
    lostReason: null,
    relationshipStatus: input.relationshipStatus ?? null,
    decisionMakerAccess: input.decisionMakerAccess ?? null,
    competitor: input.competitor ?? null,
    pains: input.pains,
    painNotes: input.painNotes ?? null,
    urgency: input.urgency ?? null,
    score: null,
    scoreParts: null,
    revertedAt: null,
    mergedIntoId: null,
    mergedAt: null,
    protectedFrom: null,
    protectionExtensionDays: 0,
    protectionNoticedAt: null,
    protectionRemindedAt: null,
    protectionLapsedAt: null,
    // The first look says when the next one is due.
    protectionDueAt: now,
    protectionState: null,
    pseudonymisedAt: null,
    automationPausedAt: null,
    changedBy: by,
    changedAt: now,
    simulated,
    search: '',
  };
}

type CompanyColumns = Pick<
  Lead,
  | 'companyName'
  | 'companyKey'
  | 'website'
  | 'domain'
  | 'street'
  | 'postalCode'
  | 'city'
  | 'placeKey'
  | 'country'
  | 'businessType'
  | 'kitchenSize'
  | 'branches'
  | 'chain'
  | 'employees'
  | 'annualVolumeCents'
  | 'annualVolumeCurrency'
>;

function companyColumns(company: RegisterLead['company']): CompanyColumns {
  const { postalCode = null, city = null, website = null } = company;
  return {
    companyName: company.name,
    companyKey: companyKey(company.name),
    website,
    domain: website ? registrableDomain(website) : null,
    street: company.street ?? null,
    postalCode,
    city,
    placeKey: placeKey(company.country, postalCode, city),
    country: company.country,
    businessType: company.businessType,
    kitchenSize: company.kitchenSize ?? null,
    branches: company.branches ?? null,
    chain: company.chain ?? null,
    employees: company.employees ?? null,
    annualVolumeCents: company.annualVolume?.cents ?? null,
    annualVolumeCurrency: company.annualVolume?.currency ?? null,
  };
}

/** The columns that a change really alters, and the names of the fields as the API calls them. */
export function changedFields(
  lead: Lead,
  change: ChangeLead,
): { patch: Partial<Lead>; fields: string[] } {
  const columns = change.company
    ? companyColumns({ ...companyOf(lead), ...defined(change.company) })
    : {};
  const wanted: Partial<Lead> = {
    ...columns,
    ...(change.sourceCampaign !== undefined && { sourceCampaign: change.sourceCampaign }),
    ...(change.tags !== undefined && { tags: change.tags }),
    ...(change.relationshipStatus !== undefined && {
      relationshipStatus: change.relationshipStatus,
    }),
    ...(change.decisionMakerAccess !== undefined && {
      decisionMakerAccess: change.decisionMakerAccess,
    }),
    ...(change.competitor !== undefined && { competitor: change.competitor }),
    ...(change.pains !== undefined && { pains: change.pains }),
    ...(change.painNotes !== undefined && { painNotes: change.painNotes }),
    ...(change.urgency !== undefined && { urgency: change.urgency }),
  };
  const differs = Object.entries(wanted).filter(
    ([key, value]) => JSON.stringify(Reflect.get(lead, key)) !== JSON.stringify(value),
  );
  const derived = ['companyKey', 'placeKey', 'domain'];
  return {
    patch: Object.fromEntries(differs),
    fields: differs.map(([key]) => key).filter((key) => !derived.includes(key)),
  };
}

function companyOf(lead: Lead): RegisterLead['company'] {
  const { annualVolumeCents: cents, annualVolumeCurrency: currency } = lead;
  return {
    name: lead.companyName,
    website: lead.website,
    street: lead.street,
    postalCode: lead.postalCode,
    city: lead.city,
    country: lead.country,
    businessType: lead.businessType as RegisterLead['company']['businessType'],
    kitchenSize: lead.kitchenSize as RegisterLead['company']['kitchenSize'],
    branches: lead.branches,
    chain: lead.chain,
    employees: lead.employees,
    annualVolume: cents === null ? null : { cents, currency: currency as 'EUR' | 'CHF' },
  };
}

/** Without the fields that a request did not name. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

interface Named {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
}

/** What the search finds a lead by. */
export function searchTextOf(lead: Lead, contacts: readonly Named[]): string {
  return searchText([
    lead.companyName,
    lead.chain,
    lead.postalCode,
    lead.city,
    lead.domain,
    ...contacts.flatMap((c) => [c.firstName, c.lastName, c.email]),
  ]);
}
