import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '../core/core.problems';
import type { Tx } from '../core/database';
import { decodeCursor, encodeCursor, type PageCursor } from '../core/keyset.rules';
import { type Scope, UsersQueries } from '../identity';
import { LeadFilters } from './lead-filter.queries';
import type { LeadFilter, LeadPage, LeadRow, LeadView, ListLeads } from './leads.dto';
import {
  PROTECTION_COLUMNS,
  ProtectionQueries,
  type ProtectionRow,
} from './protection/protection.queries';
import { protectionView } from './protection/protection-view.rules';
import { Touches } from './touches/touches.queries';

type Derived = 'ownerName' | 'primaryContact' | 'nextTouch' | 'lastHeardFromAt' | 'protection';

/** As stored; its instants are dates, which the answer writes as ISO 8601. */
type StoredRow = Omit<LeadRow, Derived> &
  ProtectionRow & { readonly contacts: readonly StoredContact[] };
type StoredView = Omit<LeadView, Derived | 'collaborators' | 'asOf' | 'asOfSequence'> & StoredRow;
type StoredContact = Pick<
  LeadView['contacts'][number],
  'id' | 'role' | 'title' | 'firstName' | 'lastName' | 'email' | 'phone' | 'primary'
>;
interface Sorted {
  readonly sortValue: string;
}

const COLUMNS = `l.id, l.version, l.company_name AS company, l.city, l.country, l.territory, l.business_type AS "businessType",
  l.status, coalesce(l.status_since, l.registered_at) AS "statusSince", l.stage, l.owner_id AS "ownerId", l.source,
  CASE WHEN l.annual_volume_cents IS NOT NULL THEN
    json_build_object('cents', l.annual_volume_cents, 'currency', l.annual_volume_currency) END AS "annualVolume",
  l.registered_at AS "registeredAt", l.last_activity_at AS "lastActivityAt", l.score, l.simulated, l.owner_id IS NULL AS free,
  ${PROTECTION_COLUMNS}`;

const CONTACT = `'id', c.id, 'role', c.role, 'title', c.title, 'firstName', c.first_name, 'lastName', c.last_name,
  'email', c.email, 'phone', c.phone, 'primary', c.is_primary`;

const contacts = (fields: string): string =>
  `coalesce((SELECT json_agg(json_build_object(${fields}) ORDER BY c.is_primary DESC, c.id)
     FROM lead_contacts c WHERE c.lead_id = l.id), '[]') AS contacts`;

const ROW = `${COLUMNS}, ${contacts(CONTACT)}`;

const VIEW = `${COLUMNS}, l.team_id AS "teamId", l.street, l.postal_code AS "postalCode", l.website, l.domain,
  l.kitchen_size AS "kitchenSize", l.branches, l.chain, l.employees, l.source_campaign AS "sourceCampaign", l.tags,
  l.relationship_status AS "relationshipStatus", l.decision_maker_access AS "decisionMakerAccess", l.competitor,
  l.pains, l.pain_notes AS "painNotes", l.urgency, l.score_parts AS "scoreParts", l.known_since_on::text AS "knownSinceOn",
  l.pseudonymised_at AS "pseudonymisedAt", l.lost_at AS "lostAt", l.lost_reason AS "lostReason",
  l.automation_paused_at AS "automationPausedAt",
  CASE WHEN l.merged_into_id IS NOT NULL THEN json_build_object('id', l.merged_into_id,
    'company', (SELECT i.company_name FROM leads i WHERE i.id = l.merged_into_id),
    'at', to_char(l.merged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END AS "mergedInto",
  ${contacts(`${CONTACT}, 'salutation', c.salutation, 'position', c.position, 'mobile', c.mobile, 'locale', c.locale,
    'timeZone', c.time_zone, 'blockedAt', to_char(c.blocked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)}`;

const SORTS = {
  registeredAt: { column: 'l.registered_at', cast: 'timestamptz', text: 'l.registered_at::text' },
  lastActivityAt: {
    column: 'l.last_activity_at',
    cast: 'timestamptz',
    text: 'l.last_activity_at::text',
  },
  score: { column: 'coalesce(l.score, -1)', cast: 'int', text: 'coalesce(l.score, -1)::text' },
  company: { column: 'l.company_name COLLATE "de-x-icu"', cast: 'text', text: 'l.company_name' },
} as const;

/** Leads as their list and their page show them. */
@Injectable()
export class LeadPages {
  constructor(
    private readonly users: UsersQueries,
    private readonly touches: Touches,
    private readonly protections: ProtectionQueries,
    private readonly filters: LeadFilters,
  ) {}

  /** A page by keyset: the thousandth costs what the first does. */
  async page(tx: Tx<Scope>, query: ListLeads): Promise<Omit<LeadPage, 'asOf' | 'asOfSequence'>> {
    const { sort, limit, cursor: text } = query;
    const by = SORTS[sort.replace('-', '') as keyof typeof SORTS];
    const cursor = text === undefined ? null : decodeCursor(text, sort, by.cast);
    if (text !== undefined && !cursor)
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/cursor',
            detail: { en: 'is not a cursor of this list', de: 'ist keine Stelle dieser Liste' },
          },
        ],
      });
    const backwards = cursor?.direction === 'previous';
    const descending = sort.startsWith('-') !== backwards;
    const where = await this.filters.conditions(tx, query);
    if (cursor) {
      const [value, id] = [where.value(cursor.value), where.value(cursor.id)];
      where.add(
        `(${by.column}, l.id) ${descending ? '<' : '>'} (${value}::${by.cast}, ${id}::uuid)`,
      );
    }
    const order = descending ? 'DESC' : 'ASC';
    // The limit stands in the text: as a parameter it would let a prepared plan sort what an index has in order.
    const sql = `SELECT ${ROW}, ${by.text} AS "sortValue" FROM leads l WHERE ${where.sql}
        ORDER BY ${by.column} ${order}, l.id ${order} LIMIT ${String(limit + 1)}`;
    const rows = await tx.rows<StoredRow & Sorted>(
      sql,
      where.values,
      // What is due by now or today wants a plan for these instants.
      query.q === undefined && !query.due ? `leads.page.${digestOf(sql)}` : undefined,
    );
    const more = rows.length > limit;
    const shown = rows.slice(0, limit);
    if (backwards) shown.reverse();
    const at = (row: (typeof shown)[number] | undefined, direction: PageCursor['direction']) =>
      row ? encodeCursor({ sort, direction, value: row.sortValue, id: row.id }) : null;
    return {
      items: await this.listed(tx, shown),
      nextCursor: more || backwards ? at(shown.at(-1), 'next') : null,
      previousCursor: cursor && (more || !backwards) ? at(shown[0], 'previous') : null,
    };
  }

  /** Ids of leads behind a filter, in their order, from one on: for work on many that is done piece by piece. */
  async matching(
    tx: Tx<Scope>,
    filter: LeadFilter,
    { after, limit }: { after: string | null; limit: number },
  ): Promise<string[]> {
    const where = await this.filters.conditions(tx, filter);
    if (after !== null) where.add(`l.id > ${where.value(after)}::uuid`);
    const rows = await tx.rows<{ id: string }>(
      `SELECT l.id FROM leads l WHERE ${where.sql} ORDER BY l.id LIMIT ${String(limit)}`,
      where.values,
    );
    return rows.map(({ id }) => id);
  }

  /** Null for a lead outside the scope. */
  async one(
    tx: Tx,
    id: string,
  ): Promise<Omit<LeadView, 'collaborators' | 'asOf' | 'asOfSequence'> | null> {
    const rows = await tx.rows<StoredView>(
      `SELECT ${VIEW} FROM leads l WHERE l.id = $1`,
      [id],
      'leads.view',
    );
    const [lead] = rows;
    if (!lead) return null;
    const derived = await this.deriving(tx, rows);
    const {
      protectionNoticedAt,
      protectionRemindedAt,
      protectionLapsedAt,
      lastProgressAt,
      clockStops,
      ...shown
    } = lead;
    return { ...shown, ...derived(lead) };
  }

  private async listed(tx: Tx, rows: readonly (StoredRow & Sorted)[]): Promise<LeadRow[]> {
    const derived = await this.deriving(tx, rows);
    return rows.map((row) => {
      const {
        sortValue,
        contacts,
        protectedFrom,
        firstContactAt,
        protectionNoticedAt,
        protectionRemindedAt,
        protectionLapsedAt,
        protectionExtensionDays,
        lastProgressAt,
        clockStops,
        ...shown
      } = row;
      return { ...shown, ...derived(row) };
    });
  }

  /** What nobody stores: it follows from other rows, from the settings and from the time. */
  private async deriving(
    tx: Tx,
    rows: readonly StoredRow[],
  ): Promise<(row: StoredRow) => Pick<LeadRow, Derived>> {
    const [names, next, heard, protections] = await Promise.all([
      this.users.names(
        tx,
        rows.map(({ ownerId }) => ownerId),
      ),
      this.touches.next(
        tx,
        rows.map(({ id }) => id),
      ),
      this.touches.heardFrom(
        tx,
        rows.map(({ id, contacts }) => ({
          id,
          addresses: contacts.flatMap(({ email }) => email ?? []),
        })),
      ),
      this.protections.of(rows),
    ]);
    return ({ id, ownerId, contacts }) => {
      const touch = next.get(id);
      return {
        ownerName: ownerId === null ? null : (names.get(ownerId) ?? null),
        primaryContact: primaryOf(contacts),
        nextTouch: touch ? { ...touch, at: touch.at.toISOString() } : null,
        lastHeardFromAt: heard.get(id)?.toISOString() ?? null,
        protection: protectionView(protections.get(id) ?? null),
      };
    };
  }
}

function primaryOf(contacts: readonly StoredContact[]): LeadRow['primaryContact'] {
  const primary = contacts.find((contact) => contact.primary);
  if (!primary) return null;
  const { id, role, title, firstName, lastName, email, phone } = primary;
  const called = [title, firstName, lastName].filter((part) => part !== null).join(' ');
  return { id, role, name: called || (email ?? phone ?? '') };
}

/** Tells statements of one kind apart, which differ by their filters; short, since a name has 63 bytes. */
function digestOf(sql: string): string {
  return createHash('sha256').update(sql).digest('base64url').slice(0, 16);
}
