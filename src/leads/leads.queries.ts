import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Database, type Tx } from '../core/database';
import { InvalidRequest } from '../core/core.problems';
import { EventsQueries } from '../events';
import type { RecordedEvent } from '../events/recorded-event';
import { AccessQueries, type Scope, UsersQueries } from '../identity';
import { ConversionFacts, type LeadForConversion } from './conversion/conversion-facts.queries';
import { FollowUpFacts } from './follow-up-facts.queries';
import type { LeadForFollowUp } from './follow-up-facts.rules';
import { FollowUpHistory, type LeadHistory } from './follow-up-history.queries';
import { decodeCursor, encodeCursor, type PageCursor } from './keyset.rules';
import type {
  ContactView,
  CountLeads,
  LeadCounts,
  LeadFilter,
  LeadPage,
  LeadRow,
  LeadView,
  ListLeads,
} from './leads.dto';
import { Conditions, filterConditions } from './lead-filter.rules';
import { LeadNotFound } from './leads.problems';
import { LEAD_STATUSES, type LeadStatus } from './lists.rules';
import type { LeadEntry } from './timeline/entries.dto';
import { EntriesQueries } from './timeline/entries.queries';
import { type PlannedTouches, Touches } from './touches/touches.queries';
import { VisibleLeads } from './visible-leads.queries';

type Added = 'ownerName' | 'nextTouch' | 'lastHeardFromAt';
type StoredRow = Omit<LeadRow, Added> & { addresses: string[] };
type StoredView = Omit<LeadView, Added | 'collaborators' | 'asOf' | 'asOfSequence'> & {
  addresses: string[];
};

const ROW = `l.id, l.version, l.company_name AS company, l.city, l.country, l.territory, l.business_type AS "businessType",
  l.status, l.stage, l.owner_id AS "ownerId", l.source,
  (SELECT json_build_object('id', c.id, 'role', c.role, 'name',
            coalesce(nullif(concat_ws(' ', c.title, c.first_name, c.last_name), ''), c.email, c.phone, ''))
     FROM lead_contacts c WHERE c.lead_id = l.id AND c.is_primary) AS "primaryContact",
  CASE WHEN l.annual_volume_cents IS NOT NULL THEN
    json_build_object('cents', l.annual_volume_cents, 'currency', l.annual_volume_currency) END AS "annualVolume",
  l.registered_at AS "registeredAt", l.last_activity_at AS "lastActivityAt", l.simulated, l.owner_id IS NULL AS free,
  ARRAY(SELECT c.email FROM lead_contacts c WHERE c.lead_id = l.id AND c.email IS NOT NULL) AS addresses`;

const VIEW = `${ROW}, l.team_id AS "teamId", l.street, l.postal_code AS "postalCode", l.website, l.domain,
  l.kitchen_size AS "kitchenSize", l.branches, l.employees, l.source_campaign AS "sourceCampaign", l.tags,
  l.first_contact_at AS "firstContactAt", l.lost_at AS "lostAt", l.lost_reason AS "lostReason",
  l.automation_paused_at AS "automationPausedAt",
  coalesce((SELECT json_agg(json_build_object('id', c.id, 'salutation', c.salutation, 'title', c.title,
      'firstName', c.first_name, 'lastName', c.last_name, 'position', c.position, 'role', c.role, 'email', c.email,
      'phone', c.phone, 'mobile', c.mobile, 'locale', c.locale, 'timeZone', c.time_zone, 'primary', c.is_primary, 'blockedAt',
      to_char(c.blocked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      ORDER BY c.is_primary DESC, c.id) FROM lead_contacts c WHERE c.lead_id = l.id), '[]') AS contacts`;

const SORTS = {
  registeredAt: { column: 'l.registered_at', cast: 'timestamptz', text: 'l.registered_at::text' },
  lastActivityAt: {
    column: 'l.last_activity_at',
    cast: 'timestamptz',
    text: 'l.last_activity_at::text',
  },
  company: { column: 'l.company_name COLLATE "de-x-icu"', cast: 'text', text: 'l.company_name' },
} as const;

/** What can be asked of leads; every answer says as of which place in the log it is good. */
@Injectable()
export class LeadsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly facts: FollowUpFacts,
    private readonly conversions: ConversionFacts,
    private readonly visible: VisibleLeads,
    private readonly entries: EntriesQueries,
    private readonly touches: Touches,
    private readonly past: FollowUpHistory,
  ) {}

  /** A page by keyset: the thousandth costs what the first does. */
  async list(scope: Scope, query: ListLeads): Promise<LeadPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const { items, nextCursor, previousCursor } = await this.page(tx, query);
      const names = await this.users.names(
        tx,
        items.map((i) => i.ownerId),
      );
      return {
        items: (await this.touches.dress(tx, items)).map((item) => ({
          ...item,
          ownerName: nameOf(names, item.ownerId),
        })),
        nextCursor,
        previousCursor,
        ...asOf,
      };
    });
  }

  /** Several filters counted as of one place in the log. */
  async counts(scope: Scope, { views }: CountLeads): Promise<LeadCounts> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const counts: Record<string, number> = {};
      for (const { key, filter } of views) counts[key] = await this.count(tx, filter);
      return { counts, ...asOf };
    });
  }

  async count(tx: Tx<Scope>, filter: LeadFilter): Promise<number> {
    const where = new Conditions();
    filterConditions(where, filter, tx.scope);
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM leads l WHERE ${where.sql}`,
      where.values,
    );
    return row?.n ?? 0;
  }

  /** Leads of the caller's scope by status; the cockpit's pipeline. */
  async countByStatus(tx: Tx<Scope>): Promise<Record<LeadStatus, number>> {
    const where = new Conditions();
    filterConditions(where, {}, tx.scope);
    const rows = await tx.rows<{ status: LeadStatus; n: number }>(
      `SELECT l.status, count(*)::int AS n FROM leads l WHERE ${where.sql} GROUP BY l.status`,
      where.values,
    );
    const none = Object.fromEntries(LEAD_STATUSES.map((s) => [s, 0])) as Record<LeadStatus, number>;
    return Object.assign(none, Object.fromEntries(rows.map((r) => [r.status, r.n])));
  }

  /** @throws LeadNotFound also for a lead outside the scope, so that nobody learns that it exists */
  async get(scope: Scope, id: string): Promise<LeadView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** As {@link get}, in the caller's transaction. */
  async view(tx: Tx<Scope>, id: string): Promise<LeadView> {
    const lead = await this.find(tx, id);
    if (!lead) throw new LeadNotFound();
    return lead;
  }

  /** As {@link view}, but null for a lead outside the scope. */
  async find(tx: Tx<Scope>, id: string): Promise<LeadView | null> {
    const asOf = await this.asOf(tx);
    const [lead] = await tx.rows<StoredView>(
      `SELECT ${VIEW} FROM leads l WHERE l.id = $1`,
      [id],
      'leads.view',
    );
    if (!lead) return null;
    const collaborators = await this.access.collaborators(tx, id);
    const names = await this.users.names(tx, [lead.ownerId, ...collaborators]);
    const [dressed] = await this.touches.dress(tx, [lead]);
    if (!dressed) return null;
    return {
      ...dressed,
      ownerName: nameOf(names, lead.ownerId),
      collaborators: collaborators.map((userId) => ({ userId, name: nameOf(names, userId) ?? '' })),
      contacts: lead.contacts satisfies ContactView[],
      ...asOf,
    };
  }

  /** What follow-ups decide by, for many leads at once; leads outside the scope are missing. */
  forFollowUps(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadForFollowUp>> {
    return this.facts.of(tx, leadIds);
  }

  /** What conversions are decided by, for many leads at once; leads outside the scope are missing. */
  forConversion(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadForConversion>> {
    return this.conversions.of(tx, leadIds);
  }

  /** Names of the companies behind leads that the caller may see, by id. */
  async companies(tx: Tx, leadIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows<{ id: string; name: string }>(
      'SELECT id, company_name AS name FROM leads WHERE id = ANY ($1::uuid[])',
      [[...new Set(leadIds)]],
      'leads.companies',
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** @throws LeadNotFound also for a lead outside the scope */
  requireVisible(tx: Tx, leadId: string): Promise<void> {
    return this.visible.require(tx, leadId);
  }

  /** What was known of leads and when, for whoever asks how things would have gone. */
  historyForFollowUps(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadHistory>> {
    return this.past.of(tx, leadIds);
  }

  /** A module above says what it has planned for leads, with the rights of whoever asks. */
  registerTouches(planned: PlannedTouches): void {
    this.touches.register(planned);
  }

  /** What this module knows of facts about leads, by event: people, activities, consents, tasks. */
  timelineEntries(tx: Tx, events: readonly RecordedEvent[]): Promise<Map<string, LeadEntry>> {
    return this.entries.of(tx, events);
  }

  private async page(tx: Tx<Scope>, query: ListLeads) {
    const { sort, limit, cursor: text } = query;
    const by = SORTS[sort.replace('-', '') as keyof typeof SORTS];
    const cursor = text === undefined ? null : decodeCursor(text, sort, by.cast);
    if (text !== undefined && !cursor)
      throw new InvalidRequest(undefined, {
        errors: [{ pointer: '#/cursor', detail: 'is not a cursor of this list' }],
      });
    const backwards = cursor?.direction === 'previous';
    const descending = sort.startsWith('-') !== backwards;
    const where = new Conditions();
    filterConditions(where, query, tx.scope);
    if (cursor) {
      const [value, id] = [where.value(cursor.value), where.value(cursor.id)];
      where.add(
        `(${by.column}, l.id) ${descending ? '<' : '>'} (${value}::${by.cast}, ${id}::uuid)`,
      );
    }
    const order = descending ? 'DESC' : 'ASC';
    const rows = await tx.rows<StoredRow & { sortValue: string }>(
      `SELECT ${ROW}, ${by.text} AS "sortValue" FROM leads l WHERE ${where.sql}
        ORDER BY ${by.column} ${order}, l.id ${order} LIMIT ${where.value(limit + 1)}`,
      where.values,
    );
    const more = rows.length > limit;
    const shown = rows.slice(0, limit);
    if (backwards) shown.reverse();
    const at = (row: (typeof shown)[number] | undefined, direction: PageCursor['direction']) =>
      row ? encodeCursor({ sort, direction, value: row.sortValue, id: row.id }) : null;
    return {
      items: shown.map(({ sortValue: _, ...row }) => row),
      nextCursor: more || backwards ? at(shown.at(-1), 'next') : null,
      previousCursor: cursor && (more || !backwards) ? at(shown[0], 'previous') : null,
    };
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    return {
      asOf: this.clock.now().toISOString(),
      asOfSequence: await this.events.safeSequence(tx),
    };
  }
}

function nameOf(names: ReadonlyMap<string, string>, id: string | null): string | null {
  return id ? (names.get(id) ?? null) : null;
}
