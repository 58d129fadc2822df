import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Settings } from '../../identity';
import type { Lead } from '../lead.entity';
import { OPEN_STATUSES } from '../lists.rules';
import {
  BaseMonths,
  GraceDays,
  NoticeDays,
  PreClaimDays,
  ProgressDays,
} from './protection-settings.rules';
import {
  type Protection,
  type ProtectionFacts,
  protectionOf,
  type ProtectionTerms,
} from './protection.rules';

/** The facts of a lead, and for whom its terms are set. */
interface Facts extends ProtectionFacts {
  readonly id: string;
  readonly ownerId: string | null;
  readonly territory: string;
  readonly status: string;
}

export interface StoredProtection extends Facts {
  readonly pseudonymisedAt: Date | null;
}

/** Of a row of leads `l`, whose own columns are read with it: what protection is derived from besides. */
export const PROTECTION_COLUMNS = `
  coalesce(l.protected_from, l.registered_at) AS "protectedFrom", l.first_contact_at AS "firstContactAt",
  l.protection_noticed_at AS "protectionNoticedAt", l.protection_reminded_at AS "protectionRemindedAt",
  l.protection_lapsed_at AS "protectionLapsedAt", l.protection_extension_days AS "protectionExtensionDays",
  (SELECT max(a.occurred_at) FROM activities a WHERE a.subject_id = l.id AND a.progress) AS "lastProgressAt",
  (SELECT json_agg(json_build_array(s.decided_at, s.ended_at) ORDER BY s.decided_at) FROM lead_clock_stops s
    WHERE s.lead_id = l.id AND s.state IN ('running', 'ended')) AS "clockStops"`;

/** A row of leads with {@link PROTECTION_COLUMNS}. */
export interface ProtectionRow {
  readonly id: string;
  readonly ownerId: string | null;
  readonly territory: string;
  readonly status: string;
  readonly stage: number;
  readonly protectedFrom: Date;
  readonly firstContactAt: Date | null;
  readonly protectionNoticedAt: Date | null;
  readonly protectionRemindedAt: Date | null;
  readonly protectionLapsedAt: Date | null;
  readonly protectionExtensionDays: number;
  readonly lastProgressAt: Date | null;
  /** From when to when, ISO 8601. */
  readonly clockStops: readonly (readonly [string, string | null])[] | null;
}

const LEADS = `
  SELECT l.id, l.owner_id AS "ownerId", l.territory, l.status, l.stage, l.pseudonymised_at AS "pseudonymisedAt",
         ${PROTECTION_COLUMNS}
    FROM leads l WHERE l.id = ANY ($1::uuid[])`;

/** The protection of leads, derived anew each time it is asked for. */
@Injectable()
export class ProtectionQueries {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** Of rows with {@link PROTECTION_COLUMNS}, by id; null for leads that have none: closed ones, and free ones that never lapsed. */
  async of(rows: readonly ProtectionRow[]): Promise<Map<string, Protection | null>> {
    const derived = await this.deriving();
    return new Map(rows.map((row) => [row.id, derived(factsOf(row))]));
  }

  /** What protections are derived from; leads outside the scope are missing. */
  async facts(tx: Tx, leadIds: readonly string[]): Promise<StoredProtection[]> {
    if (leadIds.length === 0) return [];
    const leads = await tx.rows<ProtectionRow & Pick<StoredProtection, 'pseudonymisedAt'>>(
      LEADS,
      [leadIds],
      'leads.protection-facts',
    );
    return leads.map((lead) => ({ ...factsOf(lead), pseudonymisedAt: lead.pseudonymisedAt }));
  }

  /** How the protection of a lead that is about to be registered stands, and when it has to be looked at first. */
  async firstLook(lead: Lead): Promise<Pick<Lead, 'protectionDueAt' | 'protectionState'>> {
    const facts = {
      id: lead.id,
      ownerId: lead.ownerId,
      territory: lead.territory,
      status: lead.status,
      from: lead.registeredAt,
      stage: lead.stage,
      firstContactAt: lead.firstContactAt,
      lastProgressAt: null,
      noticedAt: null,
      remindedAt: null,
      lapsedAt: null,
      extensionDays: 0,
      stops: [],
    };
    const protection = await this.derive(facts);
    return {
      protectionDueAt: protection?.nextAt ?? null,
      protectionState: protection?.state ?? null,
    };
  }

  async derive(lead: Facts): Promise<Protection | null> {
    return (await this.deriving())(lead);
  }

  /** As long as the owner's own terms say, or those of the territory. */
  private async deriving(): Promise<(lead: Facts) => Protection | null> {
    const [baseMonths, progressDays, graceDays, preClaimDays, noticeDays] = await Promise.all([
      this.settings.places(BaseMonths),
      this.settings.places(ProgressDays),
      this.settings.places(GraceDays),
      this.settings.places(PreClaimDays),
      this.settings.places(NoticeDays),
    ]);
    const now = this.clock.now();
    return (lead) => {
      const applies =
        OPEN_STATUSES.includes(lead.status) && (lead.ownerId ?? lead.lapsedAt) !== null;
      if (!applies) return null;
      const place = { territory: lead.territory, userId: lead.ownerId };
      const terms: ProtectionTerms = {
        baseMonths: baseMonths(place),
        progressDays: progressDays(place),
        graceDays: graceDays(place),
        preClaimDays: preClaimDays(place),
        noticeDays: noticeDays(place),
      };
      return protectionOf(lead, terms, now);
    };
  }
}

function factsOf(row: ProtectionRow): Facts {
  return {
    id: row.id,
    ownerId: row.ownerId,
    territory: row.territory,
    status: row.status,
    from: row.protectedFrom,
    stage: row.stage,
    firstContactAt: row.firstContactAt,
    lastProgressAt: row.lastProgressAt,
    noticedAt: row.protectionNoticedAt,
    remindedAt: row.protectionRemindedAt,
    lapsedAt: row.protectionLapsedAt,
    extensionDays: row.protectionExtensionDays,
    stops: (row.clockStops ?? []).map(([from, to]) => ({
      from: new Date(from),
      to: to === null ? null : new Date(to),
    })),
  };
}
