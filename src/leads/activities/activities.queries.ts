import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { Pages } from '../pages.queries';
import { VisibleLeads } from '../visible-leads.queries';
import type { ActivityKinds, ActivityPage, ActivityView, ListActivities } from './activities.dto';

type Stored = Omit<ActivityView, 'loggedBy'> & { loggedById: string | null };

/** What somebody says of a sample is kept with it, since it may be corrected. */
const SAMPLE =
  "(SELECT * FROM lead_samples WHERE id = substr(a.origin, length('sample:') + 1)::uuid) s";

const VIEW = `a.id, a.kind, a.meaningful, a.progress, a.answer, a.occurred_at AS "occurredAt", a.outcome,
  a.next_action AS "nextAction", a.next_action_on::text AS "nextActionOn", a.logged_by AS "loggedById",
  a.logged_at AS "loggedAt", a.origin,
  CASE a.kind WHEN 'SAMPLE_FEEDBACK' THEN (SELECT s.feedback_notes FROM ${SAMPLE}) ELSE a.text END AS text,
  CASE a.kind WHEN 'SAMPLE_FEEDBACK' THEN (
    SELECT jsonb_build_object('taste', s.feedback_taste, 'ease', s.feedback_ease) FROM ${SAMPLE}
     WHERE s.feedback_at IS NOT NULL) END AS feedback`;

/** What was done or happened with a lead. */
@Injectable()
export class ActivitiesQueries {
  constructor(
    private readonly db: Database,
    private readonly visible: VisibleLeads,
    private readonly users: UsersQueries,
    private readonly pages: Pages,
  ) {}

  /** The newest first. @throws LeadNotFound */
  async list(scope: Scope, leadId: string, query: ListActivities): Promise<ActivityPage> {
    return this.db.transaction(scope, async (tx) => {
      await this.visible.require(tx, leadId);
      return this.pages.read<Stored, ActivityView>(tx, query, {
        name: 'activities',
        sql: `SELECT ${VIEW}, a.occurred_at::text AS place FROM activities a WHERE a.subject_id = $1`,
        values: [leadId],
        order: { column: 'a.occurred_at', cast: 'timestamptz', id: 'a.id', descending: true },
        view: (rows) => this.named(tx, rows),
      });
    });
  }

  async get(tx: Tx, id: string): Promise<ActivityView> {
    const [view] = await this.byIds(tx, [id]);
    if (!view) throw new Error('An activity that was just written is not to be seen.');
    return view;
  }

  /** Those of the ids that the caller may see, in no order. */
  async byIds(tx: Tx, ids: readonly string[]): Promise<ActivityView[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<Stored>(
      `SELECT ${VIEW} FROM activities a WHERE a.id = ANY ($1::uuid[])`,
      [ids],
    );
    return this.named(tx, rows);
  }

  async kinds(scope: Scope): Promise<ActivityKinds> {
    return this.db.transaction(scope, async (tx) => ({
      items: await tx.rows<ActivityKinds['items'][number]>(
        `SELECT code, meaningful, progress, answer, by_people AS "byPeople" FROM activity_kinds ORDER BY nr`,
      ),
    }));
  }

  private async named(tx: Tx, rows: readonly Stored[]): Promise<ActivityView[]> {
    const names = await this.users.names(
      tx,
      rows.map((r) => r.loggedById),
    );
    return rows.map(({ loggedById, ...row }) => ({
      ...row,
      loggedBy: loggedById ? { id: loggedById, name: names.get(loggedById) ?? '' } : null,
    }));
  }
}
