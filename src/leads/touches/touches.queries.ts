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

interface Dressable {
  readonly id: string;
  readonly addresses: readonly string[];
}
type Dressed<R> = Omit<R, 'addresses'> & {
  nextTouch: (Omit<Touch, 'at'> & { readonly at: string }) | null;
  lastHeardFromAt: string | null;
};

/** Answers for many leads at once what a module above has planned for them. */
export type PlannedTouches = (
  tx: Tx,
  leadIds: readonly string[],
) => Promise<ReadonlyMap<string, Touch>>;

const NEXT_TASKS = `
  SELECT DISTINCT ON (subject_id) subject_id AS "leadId", due_at AS at, kind AS code, id FROM tasks
   WHERE subject_id = ANY ($1::uuid[]) AND done_at IS NULL ORDER BY subject_id, due_at, id`;

const ANSWERED = `
  SELECT subject_id AS "leadId", max(occurred_at) AS at FROM activities
   WHERE subject_id = ANY ($1::uuid[]) AND answer GROUP BY subject_id`;

/** When leads were last heard from, and when somebody or something will next turn to them. */
@Injectable()
export class Touches {
  private readonly planned: PlannedTouches[] = [];

  constructor(private readonly emails: EmailQueries) {}

  /** A module above says what it has planned, with the rights of whoever asks. */
  register(planned: PlannedTouches): void {
    this.planned.push(planned);
  }

  /** Adds to rows of leads what happens next and when they were last heard from. */
  async dress<R extends Dressable>(tx: Tx, rows: readonly R[]): Promise<Dressed<R>[]> {
    const next = await this.next(
      tx,
      rows.map(({ id }) => id),
    );
    const heard = await this.heardFrom(tx, rows);
    return rows.map(({ addresses: _, ...row }) => {
      const touch = next.get(row.id);
      return {
        ...row,
        nextTouch: touch ? { ...touch, at: touch.at.toISOString() } : null,
        lastHeardFromAt: heard.get(row.id)?.toISOString() ?? null,
      };
    });
  }

  /** The earliest open task or planned touch of each lead. */
  async next(tx: Tx, leadIds: readonly string[]): Promise<ReadonlyMap<string, Touch>> {
    if (leadIds.length === 0) return new Map();
    const tasks = await tx.rows<Omit<Touch, 'kind'> & { leadId: string }>(
      NEXT_TASKS,
      [leadIds],
      'leads.next-tasks',
    );
    const next = new Map<string, Touch>(
      tasks.map(({ leadId, ...task }) => [leadId, { ...task, kind: 'TASK' }]),
    );
    for (const ask of this.planned)
      for (const [leadId, touch] of await ask(tx, leadIds)) {
        const known = next.get(leadId);
        if (!known || touch.at < known.at) next.set(leadId, touch);
      }
    return next;
  }

  /** When each lead last said something to us, on any channel or as somebody wrote down. */
  async heardFrom(tx: Tx, leads: readonly Dressable[]): Promise<ReadonlyMap<string, Date>> {
    if (leads.length === 0) return new Map();
    const logged = await tx.rows<{ leadId: string; at: Date }>(
      ANSWERED,
      [leads.map(({ id }) => id)],
      'leads.answered',
    );
    const heard = new Map(logged.map(({ leadId, at }) => [leadId, at]));
    const written = await this.emails.lastHeardFrom(
      tx,
      leads.flatMap(({ addresses }) => addresses),
    );
    for (const { id, addresses } of leads)
      for (const address of addresses) {
        const at = written.get(address);
        const known = heard.get(id);
        if (at && (!known || at > known)) heard.set(id, at);
      }
    return heard;
  }
}
