import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../../core/canary.rules';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EmailQueries } from '../../email';
import { EventLog } from '../../events';
import { CanaryStarted } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { AccessQueries, Installation, UsersQueries } from '../../identity';
import { Ending } from '../sequences/ending.service';
import { PlannedFacts } from '../sequences/planned-facts.service';
import { SequencesQueries } from '../sequences/sequences.queries';
import { hopOf, PERIODS_TO_WAIT, type Rounds, type TravelHop } from './canary.rules';

const SEQUENCE = '_canary';
const LOCK = 'follow-ups:canary';
const DAYS_KEPT = 30;
const HOUR_MS = 3_600_000;

const OPEN = `
  SELECT c.id, f.state, f.message_id AS "messageId",
         extract(epoch FROM clock_timestamp() - c.started_at)::float8 AS age
    FROM follow_up_canaries c LEFT JOIN follow_ups f ON f.id = c.follow_up_id
   WHERE c.finished_at IS NULL AND c.given_up_at IS NULL ORDER BY c.started_at DESC LIMIT 1`;

const PAST = `
  SELECT extract(epoch FROM clock_timestamp() - coalesce(max(finished_at), min(started_at)))::float8 AS age,
         extract(epoch FROM clock_timestamp() - max(started_at))::float8 AS "sinceStart",
         (SELECT b.broken_hop FROM follow_up_canaries b WHERE b.finished_at IS NOT NULL OR b.given_up_at IS NOT NULL
           ORDER BY b.started_at DESC LIMIT 1) AS "lastBroken"
    FROM follow_up_canaries`;

const PLAN = `
  WITH enrolled AS (
    INSERT INTO enrolments (id, subject_id, territory, simulated, sequence_id, anchor_kind, anchor_at, state, started_at)
    VALUES ($1, $2, '', true, $3, 'REGISTERED', $4, 'active', $4) RETURNING id
  ), planned AS (
    INSERT INTO follow_ups (id, enrolment_id, subject_id, territory, simulated, step, step_number, channel, due_at, not_after)
    SELECT $5::uuid, id, $2, '', true, $6, 0, 'email', $4, $7 FROM enrolled RETURNING id
  )
  SELECT id FROM planned`;

interface Open {
  readonly id: string;
  readonly state: string | null;
  readonly messageId: string | null;
  /** Seconds since it began, by the database's clock. */
  readonly age: number;
}

interface Past {
  readonly age: number | null;
  readonly sinceStart: number | null;
  readonly lastBroken: TravelHop | null;
}

/** The rounds of the canary: begins them, plans them, and knows where each stands. */
@Injectable()
export class Canaries {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly emails: EmailQueries,
    private readonly access: AccessQueries,
    private readonly users: UsersQueries,
    private readonly installation: Installation,
    private readonly sequences: SequencesQueries,
    private readonly ending: Ending,
    private readonly facts: PlannedFacts,
  ) {}

  /** Notes what has arrived and what has been lost, and begins another round when it is time. */
  async turn(tx: Tx): Promise<void> {
    await lockKeys(tx, [LOCK]);
    const open = await this.open(tx);
    const period = this.config.get('FOLLOW_UPS_CANARY_SECONDS');
    const hop = open && (await this.hop(tx, open));
    if (open && hop === null) await this.end(tx, open.id, 'finished_at = clock_timestamp()', []);
    const isLost = open !== null && hop !== null && open.age > PERIODS_TO_WAIT * period;
    if (isLost)
      await this.end(tx, open.id, 'given_up_at = clock_timestamp(), broken_hop = $2', [hop]);
    if (open && hop !== null && !isLost) return;
    const { sinceStart } = await this.past(tx);
    if (sinceStart !== null && sinceStart < period) return;
    if (await this.installation.isConfirmed(tx)) await this.begin(tx);
  }

  async rounds(tx: Tx): Promise<Rounds> {
    const open = await this.open(tx);
    const hop = open && (await this.hop(tx, open));
    const { age, lastBroken } = await this.past(tx);
    return {
      fenced: !(await this.installation.isConfirmed(tx)),
      age,
      open: open && hop ? { age: open.age, hop } : null,
      lastBroken,
    };
  }

  /** The newest of the rounds that have begun is planned for now; one that is still under way makes room for it. */
  async plan(tx: Tx, events: readonly RecordedEvent<typeof CanaryStarted>[]): Promise<void> {
    const event = events.at(-1);
    const sequence = await this.sequences.active(tx, SEQUENCE);
    const step = sequence?.steps[0];
    if (!event || !step) return;
    await this.ending.stop(tx, [{ leadId: CANARY_ID, reason: 'WITHDRAWN', cause: event }]);
    const [enrolmentId, id] = [this.ids.uuid(), this.ids.uuid()];
    const dueAt = this.clock.now();
    const notAfter = new Date(dueAt.getTime() + HOUR_MS);
    const values = [enrolmentId, CANARY_ID, sequence.id, dueAt, id, step.key, notAfter];
    await tx.rows(PLAN, values, 'follow-ups.canary-plan');
    await tx.rows('UPDATE follow_up_canaries SET follow_up_id = $2 WHERE id = $1', [
      event.data.canaryId,
      id,
    ]);
    const about = { leadId: CANARY_ID, step: step.key, channel: 'email' as const, simulated: true };
    await this.facts.announce(tx, [
      { ...about, id, enrolmentId, planNumber: 1, dueAt, notAfter, cause: event },
    ]);
  }

  private async begin(tx: Tx): Promise<void> {
    const [territory] = [...(await this.users.markets(tx)).keys()].sort();
    if (territory === undefined) return;
    const place = { subjectId: CANARY_ID, kind: 'lead', ownerId: null, teamId: null, territory };
    await this.access.place(tx, { ...place, simulated: true });
    const id = this.ids.uuid();
    await tx.rows('INSERT INTO follow_up_canaries (id) VALUES ($1)', [id]);
    const data = { canaryId: id, leadId: CANARY_ID, startedAt: this.clock.now().toISOString() };
    await this.events.record(tx, CanaryStarted, CANARY_ID, data, { simulated: true });
    await tx.rows(
      `DELETE FROM follow_up_canaries WHERE started_at < now() - make_interval(days => $1)`,
      [DAYS_KEPT],
    );
  }

  private async end(tx: Tx, id: string, set: string, values: readonly unknown[]): Promise<void> {
    await tx.rows(`UPDATE follow_up_canaries SET ${set} WHERE id = $1`, [id, ...values]);
  }

  private async open(tx: Tx): Promise<Open | null> {
    const [open] = await tx.rows<Open>(OPEN, [], 'follow-ups.canary-open');
    return open ?? null;
  }

  private async past(tx: Tx): Promise<Past> {
    const [past] = await tx.rows<Past>(PAST, [], 'follow-ups.canary-past');
    return past ?? { age: null, sinceStart: null, lastBroken: null };
  }

  private async hop(tx: Tx, { state, messageId }: Open): Promise<TravelHop | null> {
    const mail = messageId ? (await this.emails.states(tx, [messageId])).get(messageId) : undefined;
    return hopOf({ state, mailSettled: mail !== undefined && mail.settledAt !== null });
  }
}
