import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EmailQueries } from '../../email';

/** What happens next with a lead. */
export interface Touch {
  readonly at: Date;
  readonly kind: 'TASK' | 'FOLLOW_UP';
  /** The kind of the task, or the step of the follow-up. */
  readonly code: string;
  /** Of the task or follow-up. */
  readonly id: string;
}

interface Addressed {
  readonly id: string;
  readonly addresses: readonly string[];
}

/** What a module above has planned for leads. */
export interface PlannedTouches {
  /** The next touch of each of many leads at once. */
  readonly next: (tx: Tx, leadIds: readonly string[]) => Promise<ReadonlyMap<string, Touch>>;
  /** All of them as a query of `lead_id` and `at`: a filter asks it in its own statement, since a million ids fit into none. */
  readonly sql: string;
}

const NEXT_TASKS = `
  SELECT DISTINCT ON (subject_id) subject_id AS "leadId", due_at AS at, kind AS code, id FROM tasks
   WHERE subject_id = ANY ($1::uuid[]) AND done_at IS NULL ORDER BY subject_id, due_at, id`;

const ANSWERED = `
  SELECT subject_id AS "leadId", max(occurred_at) AS at FROM activities
   WHERE subject_id = ANY ($1::uuid[]) AND answer GROUP BY subject_id`;

const OPEN_TASKS = `SELECT subject_id AS lead_id, due_at AS at FROM tasks WHERE done_at IS NULL`;

/** When leads were last heard from, and when somebody or something will next turn to them. */
@Injectable()
export class Touches {
  private readonly planned: PlannedTouches[] = [];

  constructor(private readonly emails: EmailQueries) {}

  /** A module above says what it has planned, with the rights of whoever asks. */
  register(planned: PlannedTouches): void {
    this.planned.push(planned);
  }

  /** Every open task and planned touch, by kind, as SQL: `lead_id`, `at`. */
  get sql(): readonly string[] {
    return [OPEN_TASKS, ...this.planned.map(({ sql }) => sql)];
  }

  /** The earliest open task or planned touch of each lead. */
  async next(tx: Tx, leadIds: readonly string[]): Promise<ReadonlyMap<string, Touch>> {
    if (leadIds.length === 0) return new Map();
    const [tasks, ...planned] = await Promise.all([
      tx.rows<Omit<Touch, 'kind'> & { leadId: string }>(NEXT_TASKS, [leadIds], 'leads.next-tasks'),
      ...this.planned.map(({ next }) => next(tx, leadIds)),
    ]);
    const next = new Map<string, Touch>(
      tasks.map(({ leadId, ...task }) => [leadId, { ...task, kind: 'TASK' }]),
    );
    for (const [leadId, touch] of planned.flatMap((touches) => [...touches])) {
      const known = next.get(leadId);
      if (!known || touch.at < known.at) next.set(leadId, touch);
    }
    return next;
  }

  /** Whether a module above has planned something for a lead. */
  async isPlanned(tx: Tx, leadId: string): Promise<boolean> {
    const planned = await Promise.all(this.planned.map(({ next }) => next(tx, [leadId])));
    return planned.some((touches) => touches.has(leadId));
  }

  /** When each lead last said something to us, on any channel or as somebody wrote down. */
  async heardFrom(tx: Tx, leads: readonly Addressed[]): Promise<ReadonlyMap<string, Date>> {
    if (leads.length === 0) return new Map();
    const addresses = leads.flatMap((lead) => lead.addresses);
    const [logged, written] = await Promise.all([
      tx.rows<{ leadId: string; at: Date }>(
        ANSWERED,
        [leads.map(({ id }) => id)],
        'leads.answered',
      ),
      this.emails.lastHeardFrom(tx, addresses),
    ]);
    const heard = new Map(logged.map(({ leadId, at }) => [leadId, at]));
    for (const { id, addresses } of leads)
      for (const address of addresses) {
        const at = written.get(address);
        const known = heard.get(id);
        if (at && (!known || at > known)) heard.set(id, at);
      }
    return heard;
  }
}
