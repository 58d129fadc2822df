import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { EventLog } from '../../events';
import { FollowUpsPaused, FollowUpsResumed } from '../../events/catalogue';
import { Audit, type Scope, UsersQueries } from '../../identity';
import { LeadsQueries, LeadsService } from '../../leads';
import { dayOpens } from '../../core/calendar/working-hours.rules';
import { type Decided, Decisions } from '../deciding/decisions.service';
import { DUE_LOOP } from '../deciding/follow-up.runner';
import type { ReasonCode } from '../deciding/reasons.rules';
import { FALLBACK_PLACE, placeOf } from '../deciding/world.rules';
import { FollowUpMayNotLeave, FollowUpNotFound, FollowUpNotOpen } from '../follow-ups.problems';
import { Ending } from '../sequences/ending.service';
import type { Completion, FollowUpView } from './follow-ups.dto';
import { FollowUpsQueries } from './follow-ups.queries';
import { Foresight } from './foresight.queries';
import { sayRefusal } from './trace.rules';

type Act = 'pause' | 'resumption' | 'skip' | 'dispatch' | 'recall' | 'approval' | 'completion';

interface Locked extends Omit<Decided, 'businessType' | 'from' | 'number'> {
  readonly enrolmentId: string;
  readonly state: string;
  readonly enrolmentState: string;
  readonly decisionNumber: number;
}

const STEP_OF = 'SELECT step FROM follow_ups WHERE id = $1';
const LEAD_OF = 'SELECT subject_id AS "leadId" FROM follow_ups WHERE id = $1';

const LOCK = `
  SELECT f.id, f.subject_id AS "leadId", f.owner_id AS "ownerId", f.team_id AS "teamId", f.territory, f.simulated, f.step,
         f.channel, f.state, f.enrolment_id AS "enrolmentId", f.decision_number AS "decisionNumber",
         e.state AS "enrolmentState", e.sequence_id AS "sequenceId"
    FROM follow_ups f JOIN enrolments e ON e.id = f.enrolment_id WHERE f.id = $1 FOR UPDATE OF f, e`;

const PAUSE = `
  UPDATE enrolments SET state = $2, pauses = pauses || jsonb_build_object('from', $3::timestamptz, 'to', NULL) WHERE id = $1
  RETURNING jsonb_array_length(pauses) AS number`;
const RESUME = `
  UPDATE enrolments SET state = $2, pauses = jsonb_set(pauses, '{-1,to}', to_jsonb($3::timestamptz)) WHERE id = $1
  RETURNING jsonb_array_length(pauses) AS number`;

/** How long "send now" waits for a second thought. */
const HOLD_MS = 10_000;
const DISPATCH = `
  UPDATE follow_ups SET recall_due_at = coalesce(recall_due_at, due_at), due_at = $2, dispatched_at = $2 WHERE id = $1`;
const RECALL = `
  UPDATE follow_ups SET due_at = recall_due_at, recall_due_at = NULL, dispatched_at = NULL
   WHERE id = $1 AND recall_due_at IS NOT NULL RETURNING id`;

const DUE_NOW = `
  UPDATE follow_ups SET due_at = $2 WHERE enrolment_id = $1 AND state = 'planned' AND waits_for = $3 AND due_at > $2`;

/** What people can do about follow-ups; every act says why, and is audited. */
@Injectable()
export class FollowUpsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: FollowUpsQueries,
    private readonly decisions: Decisions,
    private readonly ending: Ending,
    private readonly leads: LeadsService,
    private readonly leadFacts: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly audit: Audit,
    private readonly foresight: Foresight,
    private readonly loops: Loops,
    private readonly events: EventLog,
  ) {}

  /** Everything that is still planned for this lead waits until it is resumed. */
  pause(scope: Scope, id: string, why: string): Promise<FollowUpView> {
    return this.act(scope, id, 'pause', why, async (tx, row) => {
      await this.turn(tx, row, 'active', 'paused');
    });
  }

  resume(scope: Scope, id: string, why: string): Promise<FollowUpView> {
    return this.act(scope, id, 'resumption', why, async (tx, row) => {
      await this.turn(tx, row, 'paused', 'active');
      await tx.rows(DUE_NOW, [row.enrolmentId, this.clock.now(), 'PAUSED']);
    });
  }

  skip(scope: Scope, id: string, why: string): Promise<FollowUpView> {
    return this.act(scope, id, 'skip', why, (tx, row) =>
      this.drop(tx, row, 'SKIPPED_BY_HAND', why),
    );
  }

  /**
   * It is decided in ten seconds, so that it can be taken back until then. By hand nobody sends what may not be sent:
   * what the guards would put off or skip keeps its own time.
   * @throws FollowUpMayNotLeave with the first guard that is against it, in the caller's words
   */
  async dispatch(scope: Scope, id: string, why: string): Promise<FollowUpView> {
    const at = new Date(this.clock.now().getTime() + HOLD_MS);
    await this.mayLeave(scope, id, at);
    return this.act(scope, id, 'dispatch', why, async (tx, row) => {
      await tx.rows(DISPATCH, [row.id, at]);
    });
  }

  private async mayLeave(scope: Scope, id: string, at: Date): Promise<void> {
    const { step, reader } = await this.db.transaction(scope, async (tx) => {
      const [found] = await tx.rows<{ step: string }>(STEP_OF, [id]);
      if (!found) throw new FollowUpNotFound();
      return { ...found, reader: await this.users.reading(tx, scope.userId) };
    });
    const verdict = await this.foresight.verdict(id, at);
    if (!verdict) throw new FollowUpNotOpen();
    const { outcome, reason, nextAt } = verdict;
    if (outcome === 'queued') return;
    const members = { reason, until: nextAt?.toISOString() ?? null };
    throw new FollowUpMayNotLeave(sayRefusal(step, reason, nextAt, reader), { members });
  }

  /** As if nobody had said that it leaves now. @throws FollowUpNotOpen when it is decided already, or nobody said so */
  recall(scope: Scope, id: string, why: string): Promise<FollowUpView> {
    return this.act(scope, id, 'recall', why, async (tx, row) => {
      const recalled = await tx.rows(RECALL, [row.id]);
      if (recalled.length === 0) throw new FollowUpNotOpen();
    });
  }

  approve(scope: Scope, id: string, why: string): Promise<FollowUpView> {
    return this.act(scope, id, 'approval', why, async (tx, row) => {
      const values = [row.id, this.clock.now(), scope.userId];
      await tx.rows(
        'UPDATE follow_ups SET approved_at = $2, approved_by = $3 WHERE id = $1',
        values,
      );
      await tx.rows(DUE_NOW, [row.enrolmentId, this.clock.now(), 'AWAITING_APPROVAL']);
    });
  }

  /** Somebody did it in person: the step is done and the lead's record says how it went. */
  complete(
    scope: Scope,
    id: string,
    { reason, outcome, callbackOn }: Completion,
  ): Promise<FollowUpView> {
    return this.act(scope, id, 'completion', reason, async (tx, row) => {
      await this.drop(tx, row, 'DONE_BY_HAND', reason);
      await this.leads.logActivity(tx, {
        leadId: row.leadId,
        kind: 'FOLLOW_UP',
        occurredAt: this.clock.now(),
        outcome,
        text: reason,
        nextAction: callbackOn === undefined ? null : 'CALLBACK',
        nextActionOn: callbackOn ?? null,
        origin: `follow-up:${row.id}`,
      });
      if (callbackOn !== undefined) await this.owedCallback(tx, row, callbackOn, reason);
    });
  }

  /** Whoever looks after the lead calls back that day, from when people are at work. */
  private async owedCallback(
    tx: Tx<Scope>,
    { id, leadId, ownerId, step }: Locked,
    day: string,
    text: string,
  ): Promise<void> {
    const lead = (await this.leadFacts.forFollowUps(tx, [leadId])).get(leadId);
    const markets = await this.users.markets(tx);
    const { zone } = lead ? placeOf(lead, markets.get(lead.territory)) : FALLBACK_PLACE;
    await this.leads.openTask(tx, {
      leadId,
      kind: 'CALLBACK',
      subjectCode: step,
      text,
      assigneeId: ownerId ?? tx.scope.userId,
      dueAt: dayOpens(day, zone),
      origin: `follow-up:${id}`,
    });
  }

  /**
   * Locks what is planned, lets it be changed, and shows it. The lead's addresses come first, as they do where a
   * message is handed over: of the two, what commits first wins.
   */
  private async act(
    scope: Scope,
    id: string,
    name: Act,
    why: string,
    change: (tx: Tx<Scope>, row: Locked) => Promise<void>,
  ): Promise<FollowUpView> {
    return this.db.transaction(scope, async (tx) => {
      const [found] = await tx.rows<{ leadId: string }>(LEAD_OF, [id]);
      if (!found) throw new FollowUpNotFound();
      await this.leads.holdMessages(tx, found.leadId);
      const [row] = await tx.rows<Locked>(LOCK, [id]);
      if (!row) throw new FollowUpNotFound();
      if (row.state !== 'planned') throw new FollowUpNotOpen();
      await change(tx, row);
      await this.audit.write(tx, {
        act: `follow-ups.${name}`,
        subjectId: row.leadId,
        after: { followUpId: id, step: row.step },
        why,
      });
      tx.afterCommit(() => {
        this.loops.wake(DUE_LOOP);
      });
      return this.queries.view(tx, id);
    });
  }

  private async turn(tx: Tx<Scope>, row: Locked, from: string, to: string): Promise<void> {
    if (row.enrolmentState !== from) throw new FollowUpNotOpen();
    const { enrolmentId, leadId, simulated } = row;
    const at = this.clock.now();
    const isPause = to === 'paused';
    const values = [enrolmentId, to, at];
    const [turned] = await tx.rows<{ number: number }>(isPause ? PAUSE : RESUME, values);
    const data = {
      ...{ enrolmentId, leadId, pauseNumber: turned?.number ?? 1 },
      ...{ by: tx.scope.userId, at: at.toISOString() },
    };
    if (isPause) await this.events.record(tx, FollowUpsPaused, enrolmentId, data, { simulated });
    else await this.events.record(tx, FollowUpsResumed, enrolmentId, data, { simulated });
  }

  private async drop(tx: Tx<Scope>, row: Locked, reason: ReasonCode, note: string): Promise<void> {
    const number = row.decisionNumber + 1;
    await tx.rows(
      `UPDATE follow_ups SET state = 'skipped', reason = $2, waits_for = NULL, settled_at = $3, decision_number = $4
        WHERE id = $1`,
      [row.id, reason, this.clock.now(), number],
    );
    await this.decisions.record(tx, [
      {
        about: { ...row, number, businessType: null, from: 'planned' },
        outcome: 'skipped',
        reason,
        guards: [],
        counterfactual: null,
        nextAt: null,
        messageId: null,
        templateVersionId: null,
        content: null,
        decidedBy: tx.scope.userId,
        note,
      },
    ]);
    await tx.rows(DUE_NOW, [row.enrolmentId, this.clock.now(), 'PREVIOUS_OPEN']);
    await this.ending.finish(tx, [row.enrolmentId]);
  }
}
