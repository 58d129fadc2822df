import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { type Scope, UsersQueries } from '../identity';
import type { Lead } from './lead.entity';
import type { IdentityValue } from './registration.rules';

export interface DuplicateCandidate {
  readonly leadId: string;
  readonly company: string;
  readonly city: string | null;
  readonly ownerName: string | null;
  readonly why: 'SAME_EMAIL' | 'SAME_PHONE' | 'SAME_DOMAIN' | 'SIMILAR_COMPANY';
}

interface Found {
  lead_id: string;
  company: string;
  city: string | null;
  owner_id: string | null;
  why: DuplicateCandidate['why'];
}

const MOST_CANDIDATES = 5;

/** Who else this lead might be. Candidates pass row-level security, so that an answer never tells who else exists. */
@Injectable()
export class DuplicatesQueries {
  constructor(private readonly users: UsersQueries) {}

  /** Visible leads that hold one of these addresses or numbers. */
  async holding(
    tx: Tx<Scope>,
    values: readonly IdentityValue[],
    except: string,
  ): Promise<DuplicateCandidate[]> {
    const rows = await tx.rows<Found>(
      `SELECT DISTINCT ON (l.id) l.id AS lead_id, l.company_name AS company, l.city, l.owner_id,
              CASE i.kind WHEN 'email' THEN 'SAME_EMAIL' ELSE 'SAME_PHONE' END AS why
         FROM jsonb_to_recordset($1::jsonb) AS v(kind text, value text)
         JOIN lead_identities i ON i.kind = v.kind AND i.value = v.value AND i.overridden_at IS NULL
         JOIN leads l ON l.id = i.lead_id WHERE l.id <> $2 ORDER BY l.id LIMIT ${String(MOST_CANDIDATES)}`,
      [JSON.stringify(values), except],
    );
    return this.withOwners(tx, rows);
  }

  /** Similar companies: how many there are at all, and those the caller may see, the most similar first. */
  async similar(
    tx: Tx<Scope>,
    lead: Lead,
  ): Promise<{ total: number; candidates: DuplicateCandidate[] }> {
    const found = await tx.rows<{ id: string; why: Found['why'] }>(
      'SELECT id, why FROM relance.leads_similar($1, $2, $3, $4) ORDER BY similarity DESC',
      [lead.companyKey, lead.placeKey, lead.domain, lead.id],
    );
    if (found.length === 0) return { total: 0, candidates: [] };
    const rows = await tx.rows<Found>(
      `SELECT l.id AS lead_id, l.company_name AS company, l.city, l.owner_id, f.why
         FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (id uuid, why text)) WITH ORDINALITY AS f(id, why, nr)
         JOIN leads l ON l.id = f.id ORDER BY f.nr`,
      [JSON.stringify(found)],
    );
    return { total: found.length, candidates: await this.withOwners(tx, rows) };
  }

  private async withOwners(tx: Tx<Scope>, rows: readonly Found[]): Promise<DuplicateCandidate[]> {
    const names = await this.users.names(
      tx,
      rows.map((r) => r.owner_id),
    );
    return rows.map(({ lead_id, company, city, owner_id, why }) => ({
      leadId: lead_id,
      company,
      city,
      ownerName: owner_id ? (names.get(owner_id) ?? null) : null,
      why,
    }));
  }
}
