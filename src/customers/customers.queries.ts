import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Database, type Tx } from '../core/database';
import { type Scope, Settings, UsersQueries } from '../identity';
import { LeadsQueries, Pages } from '../leads';

import type {
  CountCustomers,
  CustomerCounts,
  CustomerFilter,
  CustomerPage,
  CustomerRow,
  CustomerView,
  ListCustomers,
} from './customers.dto';
import { CustomerNotFound } from './customers.problems';
import { AtRiskDays, InactiveDays, UNDONE_WITHIN_DAYS } from './settings.rules';

type Stored = Omit<CustomerRow, 'ownerName'>;
type StoredLead = Omit<CustomerView['leads'][number], 'company' | 'convertedBy'> & {
  convertedById: string | null;
};
type StoredView = Omit<CustomerView, 'ownerName' | 'leads' | 'asOf' | 'asOfSequence'> & {
  leads: StoredLead[];
};

/** $1 the present, $2 and $3 the days by territory after which a customer is at risk or inactive. */
const DERIVED = `
  SELECT c.*, q.quiet_days, CASE WHEN c.state <> 'ACTIVE' THEN c.state
      WHEN q.quiet_days >= coalesce(c.inactive_days, ($3::jsonb ->> c.territory)::int) THEN 'INACTIVE'
      WHEN q.quiet_days >= coalesce(c.at_risk_days, ($2::jsonb ->> c.territory)::int) THEN 'AT_RISK'
      ELSE 'ACTIVE' END AS status
    FROM customers c CROSS JOIN LATERAL (SELECT greatest(0, relance.quiet_days(
      greatest(c.last_order_at, c.last_contact_at), $1::timestamptz, c.open_months)) AS quiet_days) q`;

const ROW = `c.id, c.version, c.number, c.company_name AS company, c.city, c.country, c.territory,
  c.business_type AS "businessType", c.status, c.owner_id AS "ownerId", c.origin_lead_id AS "originLeadId",
  c.created_at AS "createdAt", c.activated_at AS "activatedAt", c.last_order_at AS "lastOrderAt",
  c.last_contact_at AS "lastContactAt", c.quiet_days AS "quietDays", c.simulated`;

const instantOf = (sql: string) =>
  `to_char((${sql}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const VIEW = `${ROW}, c.website, c.vat_id AS "vatId", c.payment_terms AS "paymentTerms",
  CASE WHEN c.expected_volume_cents IS NOT NULL THEN json_build_object('cents', c.expected_volume_cents,
    'currency', c.expected_volume_currency) END AS "expectedVolume", c.at_risk_days AS "atRiskDays",
  c.inactive_days AS "inactiveDays", c.open_months AS "openMonths", c.archived_at AS "archivedAt",
  coalesce((SELECT json_agg(json_build_object('id', p.id, 'salutation', p.salutation, 'title', p.title,
      'firstName', p.first_name, 'lastName', p.last_name, 'position', p.position, 'role', p.role, 'email', p.email,
      'phone', p.phone, 'mobile', p.mobile, 'locale', p.locale, 'timeZone', p.time_zone, 'primary', p.is_primary)
      ORDER BY p.is_primary DESC, p.id) FROM customer_contacts p WHERE p.customer_id = c.id), '[]') AS contacts,
  coalesce((SELECT json_agg(json_build_object('id', s.id, 'kind', s.kind, 'name', s.name, 'street', s.street,
      'postalCode', s.postal_code, 'city', s.city, 'country', s.country) ORDER BY s.kind DESC, s.id)
      FROM customer_sites s WHERE s.customer_id = c.id), '[]') AS sites,
  coalesce((SELECT json_agg(json_build_object('leadId', v.subject_id, 'convertedAt', ${instantOf('v.converted_at')},
      'attached', v.attached, 'convertedById', v.converted_by, 'evaluationId', v.evaluation_id, 'responseId', v.response_id,
      'undoableUntil', ${instantOf(`v.converted_at + interval '${String(UNDONE_WITHIN_DAYS)} days'`)})
      ORDER BY v.converted_at, v.id) FROM conversions v WHERE v.customer_id = c.id AND v.undone_at IS NULL), '[]') AS leads,
  coalesce((SELECT json_agg(r ORDER BY r.currency) FROM (
      SELECT o.currency,
             coalesce(sum(o.amount_cents) FILTER (WHERE o.ordered_at > $1::timestamptz - interval '30 days'), 0) AS "days30Cents",
             coalesce(sum(o.amount_cents) FILTER (WHERE o.ordered_at > $1::timestamptz - interval '90 days'), 0) AS "days90Cents",
             coalesce(sum(o.amount_cents) FILTER (WHERE o.ordered_at > $1::timestamptz - interval '365 days'), 0) AS "days365Cents"
        FROM customer_orders o WHERE o.customer_id = c.id AND o.ordered_at <= $1 GROUP BY o.currency) r), '[]') AS revenue`;

/** $5 to $11 as {@link filterValues} gives them. */
const FILTER = `($5::text[] IS NULL OR c.status = ANY ($5)) AND ($6::uuid[] IS NULL OR c.owner_id = ANY ($6))
  AND ($7::text[] IS NULL OR c.territory = ANY ($7)) AND ($8::uuid IS NULL OR c.id IN (SELECT v.customer_id
       FROM conversions v WHERE v.subject_id = $8 AND v.undone_at IS NULL))
  AND ($9::uuid[] IS NULL OR c.id = ANY ($9)) AND ($10::text[] IS NULL OR c.business_type = ANY ($10))
  AND ($11::text[] IS NULL OR NOT EXISTS (SELECT FROM unnest($11) AS w(word)
       WHERE strpos(lower(c.company_name || ' ' || c.number || ' ' || coalesce(c.city, '')), w.word) = 0))`;

function filterValues(scope: Scope, filter: CustomerFilter): unknown[] {
  const { status, owner, territory, leadId, id, businessType, q } = filter;
  return [
    scope.kind === 'team' ? scope.teamIds : [],
    ...[status ?? null, owner?.map((one) => (one === 'me' ? scope.userId : one)) ?? null],
    ...[territory ?? null, leadId ?? null, id ?? null, businessType ?? null],
    q?.toLowerCase().split(/\s+/) ?? null,
  ];
}

const ORDERS = {
  '-createdAt': {
    text: 'c.created_at::text',
    order: { column: 'c.created_at', cast: 'timestamptz', id: 'c.id', descending: true },
  },
  '-lastContactAt': {
    text: 'c.last_contact_at::text',
    order: { column: 'c.last_contact_at', cast: 'timestamptz', id: 'c.id', descending: true },
  },
  '-lastOrderAt': {
    // Whoever has not ordered yet comes last.
    text: "coalesce(c.last_order_at, '1970-01-01 00:00:00+00')::text",
    order: {
      column: "coalesce(c.last_order_at, '1970-01-01 00:00:00+00')",
      cast: 'timestamptz',
      id: 'c.id',
      descending: true,
    },
  },
  company: {
    text: 'c.company_name',
    order: {
      column: 'c.company_name COLLATE "de-x-icu"',
      cast: 'text',
      id: 'c.id',
      descending: false,
    },
  },
} as const;

/** What can be asked of customers. */
@Injectable()
export class CustomersQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly users: UsersQueries,
    private readonly pages: Pages,
    private readonly leads: LeadsQueries,
  ) {}

  async list(scope: Scope, query: ListCustomers): Promise<CustomerPage> {
    const { text, order } = ORDERS[query.sort];
    return this.db.transaction(scope, async (tx) =>
      this.pages.read<Stored, CustomerRow>(tx, query, {
        name: `customers-${query.sort}`,
        sql: `SELECT ${ROW}, ${text} AS place FROM (${DERIVED}) c WHERE ${scopeOf(scope)} AND ${FILTER}`,
        values: [...(await this.present(tx)), ...filterValues(scope, query)],
        order,
        view: (rows) => this.named(tx, rows),
      }),
    );
  }

  /** Several filters counted as of one place in the log. */
  async counts(scope: Scope, { views }: CountCustomers): Promise<CustomerCounts> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const present = await this.present(tx);
      const counts: Record<string, number> = {};
      for (const { key, filter } of views) {
        const [row] = await tx.rows<{ n: number }>(
          `SELECT count(*)::int AS n FROM (${DERIVED}) c WHERE ${scopeOf(scope)} AND ${FILTER}`,
          [...present, ...filterValues(scope, filter)],
        );
        counts[key] = row?.n ?? 0;
      }
      return { counts, ...asOf };
    });
  }

  get(scope: Scope, id: string): Promise<CustomerView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** @throws CustomerNotFound also for one outside the scope */
  async view(tx: Tx, id: string): Promise<CustomerView> {
    const asOf = await this.pages.asOf(tx);
    const rows = await tx.rows<StoredView>(`SELECT ${VIEW} FROM (${DERIVED}) c WHERE c.id = $4`, [
      ...(await this.present(tx)),
      id,
    ]);
    const [customer] = await this.named(tx, rows);
    if (!customer) throw new CustomerNotFound();
    return { ...customer, leads: await this.leadsOf(tx, customer.leads), ...asOf };
  }

  /** Names of customers that the caller may see, by id. */
  async companies(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows<{ id: string; name: string }>(
      'SELECT id, company_name AS name FROM customers WHERE id = ANY ($1::uuid[])',
      [[...new Set(ids)]],
      'customers.companies',
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Customers of the caller whose company, number or place fits the words. */
  async matching(tx: Tx, q: string): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT id FROM customers WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) AS w(word)
          WHERE strpos(lower(company_name || ' ' || number || ' ' || coalesce(city, '')), w.word) = 0) LIMIT 1000`,
      [q.toLowerCase().split(/\s+/)],
    );
    return rows.map(({ id }) => id);
  }

  private async leadsOf(tx: Tx, leads: readonly StoredLead[]): Promise<CustomerView['leads']> {
    const companies = await this.leads.companies(
      tx,
      leads.map(({ leadId }) => leadId),
    );
    const names = await this.users.names(
      tx,
      leads.map(({ convertedById }) => convertedById),
    );
    return leads.map(({ convertedById: id, ...lead }) => ({
      ...lead,
      company: companies.get(lead.leadId) ?? null,
      convertedBy: id === null ? null : { id, name: names.get(id) ?? '' },
    }));
  }

  /** What {@link DERIVED} needs. */
  private async present(tx: Tx): Promise<unknown[]> {
    const codes = await this.users.territoryCodes(tx);
    const byTerritory = async (definition: typeof AtRiskDays) => {
      const days: Record<string, number> = {};
      for (const territory of codes)
        days[territory] = await this.settings.getFresh(tx, definition, { territory });
      return JSON.stringify(days);
    };
    return [this.clock.now(), await byTerritory(AtRiskDays), await byTerritory(InactiveDays)];
  }

  private async named<T extends { ownerId: string | null }>(
    tx: Tx,
    rows: readonly T[],
  ): Promise<(T & { ownerName: string | null })[]> {
    const names = await this.users.names(
      tx,
      rows.map((r) => r.ownerId),
    );
    return rows.map((row) => ({
      ...row,
      ownerName: row.ownerId ? (names.get(row.ownerId) ?? null) : null,
    }));
  }
}

/** Drives the index of a manager's teams; row-level security stands behind it as the net. */
function scopeOf({ kind }: Scope): string {
  return kind === 'team' ? 'c.team_id = ANY ($4::uuid[])' : '($4::uuid[] IS NOT NULL)';
}
