import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { Pages } from '../pages.queries';
import { VisibleLeads } from '../visible-leads.queries';
import type { ConsentPage, ConsentView, ListConsents } from './consents.dto';

type Stored = Omit<ConsentView, 'recordedBy'> & { recordedById: string | null };

const VIEW = `c.id, c.contact_id AS "contactId", c.channel, c.purpose, c.state, c.basis,
  c.requested_thing AS "requestedThing", c.wording_version AS "wordingVersion", c.source, c.address, c.proof,
  c.given_at AS "givenAt", c.recorded_by AS "recordedById", c.recorded_at AS "recordedAt"`;

/** What contacts have said about being written to. */
@Injectable()
export class ConsentsQueries {
  constructor(
    private readonly db: Database,
    private readonly visible: VisibleLeads,
    private readonly users: UsersQueries,
    private readonly pages: Pages,
  ) {}

  /** The latest word first. @throws LeadNotFound */
  async list(scope: Scope, leadId: string, query: ListConsents): Promise<ConsentPage> {
    return this.db.transaction(scope, async (tx) => {
      await this.visible.require(tx, leadId);
      return this.pages.read<Stored, ConsentView>(tx, query, {
        name: 'consents',
        sql: `SELECT ${VIEW}, c.given_at::text AS place FROM lead_consents c WHERE c.lead_id = $1`,
        values: [leadId],
        order: { column: 'c.given_at', cast: 'timestamptz', id: 'c.id', descending: true },
        view: (rows) => this.named(tx, rows),
      });
    });
  }

  async get(tx: Tx, id: string): Promise<ConsentView> {
    const [view] = await this.byIds(tx, [id]);
    if (!view) throw new Error('A consent that was just written is not to be seen.');
    return view;
  }

  /** Those of the ids that the caller may see, in no order. */
  async byIds(tx: Tx, ids: readonly string[]): Promise<ConsentView[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<Stored>(
      `SELECT ${VIEW} FROM lead_consents c WHERE c.id = ANY ($1::uuid[])`,
      [ids],
    );
    return this.named(tx, rows);
  }

  /** The last word of each of these leads on advertising by e-mail; who has said nothing is missing. */
  async advertisedByEmail(
    tx: Tx,
    leadIds: readonly string[],
  ): Promise<Map<string, 'given' | 'refused'>> {
    if (leadIds.length === 0) return new Map();
    const rows = await tx.rows<{ leadId: string; given: boolean }>(
      `SELECT DISTINCT ON (lead_id) lead_id AS "leadId", state = 'given' AS given FROM lead_consents
        WHERE lead_id = ANY ($1::uuid[]) AND channel = 'email' AND purpose = 'advertising'
        ORDER BY lead_id, given_at DESC, id DESC`,
      [leadIds],
    );
    return new Map(rows.map(({ leadId, given }) => [leadId, given ? 'given' : 'refused']));
  }

  private async named(tx: Tx, rows: readonly Stored[]): Promise<ConsentView[]> {
    const names = await this.users.names(
      tx,
      rows.map((r) => r.recordedById),
    );
    return rows.map(({ recordedById, ...row }) => ({
      ...row,
      recordedBy: recordedById ? { id: recordedById, name: names.get(recordedById) ?? '' } : null,
    }));
  }
}
