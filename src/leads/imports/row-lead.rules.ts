import { startOf } from '../house-time.rules';
import type { LeadContact } from '../lead-contact.entity';
import { leadOf, searchTextOf } from '../lead-record.rules';
import type { Lead } from '../lead.entity';
import { type IdentityValue, territoryOf } from '../registration.rules';
import type { RowLead } from './import-rows.rules';
import type { CountFrom } from './lead-import.entity';

/** A lead ready to be written, and the row that it comes from. */
export interface NewLead {
  readonly row: number;
  readonly fingerprint: string;
  readonly identities: readonly IdentityValue[];
  readonly lead: Lead;
  readonly contact: LeadContact;
  readonly consent: RowLead['consent'];
  readonly note: string | null;
}

interface Making {
  readonly row: number;
  readonly fingerprint: string;
  readonly id: string;
  readonly contactId: string;
  readonly now: Date;
  readonly owner: { readonly id: string; readonly teamId: string | null };
  readonly known: readonly string[];
  readonly territories: readonly string[];
  readonly by: string;
  readonly simulated: boolean;
}

/** Registered now; what the file gives as its date is only known since then. */
export function newLeadOf(read: RowLead, making: Making): NewLead {
  const { row, fingerprint, id, now, owner, known, territories, by, simulated } = making;
  const territory = territoryOf(undefined, read.company.country, known, territories);
  if (!territory) throw new Error(`Row ${String(row)} has no territory.`);
  const input = {
    company: read.company,
    contacts: [read.contact],
    source: read.source,
    sourceCampaign: read.sourceCampaign,
    tags: [],
    ...read.relationship,
    ...firstContactOf(read, now),
  };
  const bare = leadOf(input, { id, now, territory, owner, by, simulated });
  const lead: Lead = {
    ...bare,
    stage: 1,
    knownSinceOn: read.knownSince,
    search: searchTextOf(bare, [read.contact]),
  };
  return {
    row,
    fingerprint,
    identities: read.identities,
    lead,
    contact: contactOf(read, lead, making.contactId),
    consent: read.consent,
    note: read.note,
  };
}

function firstContactOf({ firstContactNote: note, source, knownSince }: RowLead, now: Date) {
  if (!note) return {};
  const channel =
    source === 'FAIR'
      ? ('FAIR' as const)
      : source === 'PHONE'
        ? ('PHONE' as const)
        : ('OTHER' as const);
  const at = knownSince ? startOf(knownSince) : now;
  return { firstContact: { channel, at: at.toISOString(), note } };
}

function contactOf({ contact }: RowLead, lead: Lead, id: string): LeadContact {
  return {
    id,
    leadId: lead.id,
    subjectId: lead.id,
    ownerId: lead.ownerId,
    teamId: lead.teamId,
    territory: lead.territory,
    salutation: contact.salutation ?? null,
    title: contact.title ?? null,
    firstName: contact.firstName ?? null,
    lastName: contact.lastName ?? null,
    position: contact.position ?? null,
    role: contact.role,
    email: contact.email ?? null,
    phone: contact.phone ?? null,
    mobile: contact.mobile ?? null,
    locale: contact.locale ?? null,
    timeZone: contact.timeZone ?? null,
    isPrimary: true,
    blockedAt: null,
    pseudonym: null,
  };
}

/** What the follow-ups count from, as the import says. */
export function anchorOf(
  countFrom: CountFrom,
  { registeredAt, knownSinceOn }: Pick<Lead, 'registeredAt' | 'knownSinceOn'>,
) {
  if (countFrom === 'none') return { anchorKind: 'NONE', anchorAt: null } as const;
  if (countFrom === 'import')
    return { anchorKind: 'IMPORTED', anchorAt: registeredAt.toISOString() } as const;
  const at = knownSinceOn ? startOf(knownSinceOn) : registeredAt;
  return { anchorKind: 'REGISTERED', anchorAt: at.toISOString() } as const;
}
