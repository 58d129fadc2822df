import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { Ending } from './ending.service';
import { type Planned, PlannedFacts } from './planned-facts.service';

/** A lead that stands for itself again. */
export interface Resumption {
  readonly leadId: string;
  readonly cause: RecordedEvent;
}

/** What a person had let wait waits on. */
const WALK_ON = `
  UPDATE enrolments SET reason = NULL, ended_at = NULL,
         state = CASE WHEN jsonb_array_length(pauses) > 0 AND pauses #>> '{-1,to}' IS NULL THEN 'paused' ELSE 'active' END
   WHERE subject_id = ANY ($1::uuid[]) AND state = 'stopped' AND reason = 'MERGED' RETURNING id`;

/** What had a message in a queue lost it for good: its key is spent, so that nothing can leave twice. */
const STAND_AGAIN = `
  UPDATE follow_ups SET state = 'planned', reason = NULL, settled_at = NULL, plan_number = plan_number + 1
   WHERE enrolment_id = ANY ($1::uuid[]) AND state = 'cancelled' AND reason = 'MERGED' AND message_id IS NULL
  RETURNING id, enrolment_id AS "enrolmentId", subject_id AS "leadId", step, channel, simulated,
            plan_number AS "planNumber", due_at AS "dueAt", not_after AS "notAfter"`;

/** Takes back what a merge, and nothing else, had ended. */
@Injectable()
export class Resuming {
  constructor(
    private readonly facts: PlannedFacts,
    private readonly ending: Ending,
  ) {}

  /** The same promises for the same instants; one that has passed meanwhile is late like any other. */
  async resume(tx: Tx, resumptions: readonly Resumption[]): Promise<void> {
    const causes = new Map(resumptions.map(({ leadId, cause }) => [leadId, cause]));
    const walking = await tx.rows<{ id: string }>(WALK_ON, [[...causes.keys()]]);
    if (walking.length === 0) return;
    const enrolments = walking.map(({ id }) => id);
    const planned = await tx.rows<Omit<Planned, 'cause'>>(STAND_AGAIN, [enrolments]);
    await this.facts.announce(
      tx,
      planned.map((one) => ({ ...one, cause: causes.get(one.leadId) })),
    );
    await this.ending.finish(tx, enrolments);
  }
}
