import type { Lead } from '../lead.entity';
import type { LeadStatus } from '../lists.rules';

/** Where a lead stood before an act, so that it can go back there; instants in ISO 8601. */
export interface PlaceBefore {
  readonly ownerId: string | null;
  readonly status: LeadStatus;
  readonly lostAt: string | null;
  readonly tags: readonly string[];
  readonly protection: Readonly<Record<(typeof PROTECTION)[number], string | null>>;
  readonly protectionExtensionDays: number;
}

const PROTECTION = [
  'protectedFrom',
  'protectionNoticedAt',
  'protectionRemindedAt',
  'protectionLapsedAt',
  'protectionDueAt',
] as const;

export function placeOf(lead: Lead): PlaceBefore {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ownerId: lead.ownerId,
    status: lead.status,
    lostAt: iso(lead.lostAt),
    tags: lead.tags,
    protection: Object.fromEntries(
      PROTECTION.map((key) => [key, iso(lead[key])]),
    ) as PlaceBefore['protection'],
    protectionExtensionDays: lead.protectionExtensionDays,
  };
}

/** The columns of protection as they were: whoever is given a free lead begins anew, and taking that back ends it. */
export function protectionOf({ protection, protectionExtensionDays }: PlaceBefore): Partial<Lead> {
  const instants = Object.fromEntries(
    PROTECTION.map((key) => [key, protection[key] === null ? null : new Date(protection[key])]),
  );
  return { ...instants, protectionExtensionDays };
}
