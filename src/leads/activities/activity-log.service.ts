import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { FieldText } from '../../core/field-text';
import { EventLog } from '../../events';
import { LeadActivityLogged } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { BulkInsertQueries } from '../bulk-insert.queries';
import { PROGRESS_OVERDUE } from '../protection/protection-tasks.rules';
import { Protections } from '../protection/protections.service';
import { Scores } from '../scoring/scores.service';
import { TasksService } from '../tasks/tasks.service';
import { ContactLocks } from '../contacts/contact-locks.service';
import type { Lead } from '../lead.entity';
import { LeadRecords } from '../lead-records.service';
import type { ActivityOutcome, ActivityView, LogActivity } from './activities.dto';
import { ActivitiesQueries } from './activities.queries';
import { Activity } from './activity.entity';
import { ActivityKind } from './activity-kind.entity';

/** An activity as other modules and jobs log it. */
export interface ActivityFact {
  readonly leadId: string;
  /** A code of `activity_kinds`. */
  readonly kind: string;
  readonly occurredAt: Date;
  readonly text?: string | null;
  readonly outcome?: ActivityOutcome | null;
  readonly nextAction?: string | null;
  /** `yyyy-MM-dd`. */
  readonly nextActionOn?: string | null;
  /** What made it, when no person did: `follow-up:<id>`. */
  readonly origin?: string;
  /** Who did it; default: whoever the transaction belongs to. */
  readonly by?: string | null;
}

/** A note that came with a new lead. */
export interface NoteFact {
  readonly leadId: string;
  readonly text: string;
  readonly origin: string;
  readonly by: string;
}

/** A row without whose it is, which the database fills in. */
type ActivityRow = Omit<Activity, 'ownerId' | 'teamId' | 'territory' | 'simulated' | 'kindRow'>;

/** Clocks of browsers run ahead by this much at most. */
const AHEAD_MS = 5 * 60_000;

/** Writes down what was done or happened. */
@Injectable()
export class ActivityLog {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly queries: ActivitiesQueries,
    private readonly bulk: BulkInsertQueries,
    private readonly tasks: TasksService,
    private readonly scores: Scores,
    private readonly protections: Protections,
  ) {}

  /** An activity that a person logs by hand. */
  async create(scope: Scope, leadId: string, input: LogActivity): Promise<ActivityView> {
    return this.db.transaction(scope, async (tx) => {
      const kind = await tx.manager.findOneBy(ActivityKind, { code: input.kind });
      if (!kind?.byPeople)
        throw invalid('#/kind', {
          en: 'is not a kind that people log',
          de: 'ist keine Art, die von Hand eingetragen wird',
        });
      const now = this.clock.now().getTime();
      const at = input.occurredAt === undefined ? now : new Date(input.occurredAt).getTime();
      if (at > now + AHEAD_MS)
        throw invalid('#/occurredAt', { en: 'lies in the future', de: 'liegt in der Zukunft' });
      const occurredAt = new Date(Math.min(at, now));
      const id = await this.log(tx, { ...input, leadId, occurredAt });
      return this.queries.get(tx, id);
    });
  }

  /**
   * Logs in the caller's transaction. The first meaningful one or answer moves a new lead to ACTIVE.
   * @returns the id
   * @throws Error for a kind that does not exist
   */
  async log(tx: Tx, fact: ActivityFact): Promise<string> {
    const kind = await tx.manager.findOneByOrFail(ActivityKind, { code: fact.kind });
    // What ends a silence and the hand-over of a mail take the same locks, so that what is committed first wins.
    if (kind.answer || kind.meaningful) await this.locks.lock(tx, fact.leadId);
    const lead = await this.records.lockForWork(tx, fact.leadId);
    const { actor } = tx.scope;
    const caller = actor.kind === 'user' ? actor.id : null;
    const row = this.row(fact, kind, fact.by ?? caller);
    await this.bulk.insert<ActivityRow>(tx, Activity, [row]);
    await this.touch(tx, lead, fact.occurredAt, kind);
    if (kind.meaningful || kind.answer) await this.scores.refresh(tx, [lead.id]);
    if (kind.progress) {
      await this.tasks.close(tx, [lead.id], PROGRESS_OVERDUE);
      await this.protections.lookAgain(tx, [lead.id]);
    }
    await this.events.recordAll(tx, [told(row)]);
    return row.id;
  }

  /** Notes that came with new leads, many at once; a note changes nothing about its lead. */
  async noteAll(tx: Tx, notes: readonly NoteFact[]): Promise<void> {
    if (notes.length === 0) return;
    const kind = await tx.manager.findOneByOrFail(ActivityKind, { code: 'NOTE' });
    const occurredAt = this.clock.now();
    const rows = notes.map(({ by, ...note }) =>
      this.row({ ...note, kind: 'NOTE', occurredAt }, kind, by),
    );
    await this.bulk.insert<ActivityRow>(tx, Activity, rows);
    await this.events.recordAll(tx, rows.map(told));
  }

  private row(fact: ActivityFact, kind: ActivityKind, by: string | null): ActivityRow {
    const { meaningful, progress, answer } = kind;
    return {
      id: this.ids.uuid(),
      subjectId: fact.leadId,
      kind: kind.code,
      meaningful,
      progress,
      answer,
      occurredAt: fact.occurredAt,
      text: fact.text ?? null,
      outcome: fact.outcome ?? null,
      nextAction: fact.nextAction ?? null,
      nextActionOn: fact.nextActionOn ?? null,
      loggedBy: by,
      loggedAt: this.clock.now(),
      origin: fact.origin ?? null,
    };
  }

  private async touch(tx: Tx, lead: Lead, at: Date, kind: ActivityKind): Promise<void> {
    const lastActivityAt = at > lead.lastActivityAt ? at : lead.lastActivityAt;
    const awakes = lead.status === 'REGISTERED' && (kind.meaningful || kind.answer);
    if (awakes) await this.records.moveTo(tx, lead, 'ACTIVE', 'FIRST_ACTIVITY', { lastActivityAt });
    // Not a change that anybody could overwrite, so the version stays.
    else if (lastActivityAt !== lead.lastActivityAt)
      await tx.rows('UPDATE leads SET last_activity_at = $2 WHERE id = $1', [
        lead.id,
        lastActivityAt,
      ]);
  }
}

function invalid(pointer: string, detail: FieldText): InvalidRequest {
  return new InvalidRequest(undefined, { errors: [{ pointer, detail }] });
}

/** The fact of an activity, as of when it happened. */
function told({
  id,
  subjectId,
  kind,
  meaningful,
  progress,
  answer,
  outcome,
  occurredAt,
}: ActivityRow) {
  const flags = { meaningful, progress, answer };
  return {
    definition: LeadActivityLogged,
    subject: subjectId,
    at: occurredAt,
    data: {
      leadId: subjectId,
      activityId: id,
      kind,
      ...flags,
      outcome,
      occurredAt: occurredAt.toISOString(),
    },
  };
}
