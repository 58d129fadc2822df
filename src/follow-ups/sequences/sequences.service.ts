import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { requireMatch } from '../../core/if-match';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { EventLog } from '../../events';
import { SequencePaused, SequenceResumed } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import { DUE_LOOP } from '../deciding/follow-up.runner';
import { SequenceNotFound, SequenceStateNotPossible } from '../follow-ups.problems';
import { Sequence } from './sequence.entity';
import type { DraftSequence, SequenceList, SequenceView } from './sequences.dto';
import { SEQUENCE_SWITCH } from './sequences.queries';
import type { Step } from './steps.rules';

const PAUSE = `
  UPDATE sequences SET paused_at = $2, pauses = pauses || jsonb_build_object('from', $2::timestamptz, 'to', NULL)
   WHERE key = $1 AND state <> 'draft' AND paused_at IS NULL RETURNING id, jsonb_array_length(pauses) AS number`;
const RESUME = `
  UPDATE sequences SET paused_at = NULL, pauses = jsonb_set(pauses, '{-1,to}', to_jsonb($2::timestamptz))
   WHERE key = $1 AND state <> 'draft' AND paused_at IS NOT NULL RETURNING id, jsonb_array_length(pauses) AS number`;
const DUE_NOW = `
  UPDATE follow_ups SET due_at = $2 WHERE state = 'planned' AND waits_for = 'PAUSED' AND due_at > $2
     AND enrolment_id IN (SELECT id FROM enrolments WHERE sequence_id = ANY ($1::uuid[]))`;
/** Versions of sequences: what is active never changes, a change is the next version. */
@Injectable()
export class Sequences {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly events: EventLog,
    private readonly loops: Loops,
  ) {}

  async list(scope: Scope): Promise<SequenceList> {
    return this.db.transaction(scope, async (tx) => ({
      items: await this.views(tx),
      asOf: this.clock.now().toISOString(),
    }));
  }

  /** The next version of a sequence, or the first of a new one. */
  async draft(scope: Scope, { key, steps }: DraftSequence): Promise<SequenceView> {
    return this.db.transaction(scope, async (tx) => {
      // The unique key would only refuse the second of two who draft at once.
      await lockKeys(tx, [`sequence:${key}`]);
      const [next] = await tx.rows<{ version: number }>(
        'SELECT coalesce(max(version), 0) + 1 AS version FROM sequences WHERE key = $1',
        [key],
      );
      const id = this.ids.uuid();
      const version = next?.version ?? 1;
      const createdAt = this.clock.now();
      await tx.manager.insert(Sequence, { id, key, version, state: 'draft', steps, createdAt });
      await this.audit.write(tx, {
        act: 'sequences.draft',
        subjectId: id,
        after: { key, version },
      });
      return this.get(tx, id);
    });
  }

  /** @throws SequenceStateNotPossible for what is no draft any more, PreconditionRequired, StaleVersion */
  change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    steps: Step[],
  ): Promise<SequenceView> {
    return this.act(scope, id, async (tx, standing) => {
      if (standing.state !== 'draft') throw new SequenceStateNotPossible();
      requireMatch(ifMatch, sequenceEtag(standing));
      await tx.manager.update(Sequence, id, { steps, revision: standing.revision + 1 });
    });
  }

  /** New leads walk through this version from now on; who walks through another one goes on there. */
  activate(scope: Scope, id: string, why: string): Promise<SequenceView> {
    return this.act(scope, id, async (tx, { state, key, version }) => {
      if (state !== 'draft') throw new SequenceStateNotPossible();
      const active = await tx.manager.findOneBy(Sequence, { key, state: 'active' });
      if (active) await tx.manager.update(Sequence, active.id, { state: 'archived' });
      const pausedAt = active?.pausedAt ?? null;
      // Off stays off: the switch belongs to the sequence, not to one version of it.
      const pauses = pausedAt ? [{ from: pausedAt.toISOString(), to: null }] : [];
      const activatedAt = this.clock.now();
      await tx.manager.update(Sequence, id, { state: 'active', activatedAt, pausedAt, pauses });
      await this.write(tx, 'activate', id, { key, version, instead: active?.id ?? null }, why);
    });
  }

  /** Takes a version out of use: no lead begins with it any more. */
  archive(scope: Scope, id: string, why: string): Promise<SequenceView> {
    return this.act(scope, id, async (tx, { state, key, version }) => {
      if (state === 'archived') throw new SequenceStateNotPossible();
      await tx.manager.update(Sequence, id, { state: 'archived' });
      await this.write(tx, 'archive', id, { key, version, from: state }, why);
    });
  }

  /** The kill switch of a sequence, over all its versions. Of this and a hand-over, what commits first wins. */
  pause(scope: Scope, id: string, why: string): Promise<SequenceView> {
    return this.turn(scope, id, 'pause', why);
  }

  resume(scope: Scope, id: string, why: string): Promise<SequenceView> {
    return this.turn(scope, id, 'resume', why);
  }

  private turn(
    scope: Scope,
    id: string,
    act: 'pause' | 'resume',
    why: string,
  ): Promise<SequenceView> {
    return this.act(scope, id, async (tx, { key, state }) => {
      if (state === 'draft') throw new SequenceStateNotPossible();
      await lockKeys(tx, [SEQUENCE_SWITCH]);
      const now = this.clock.now();
      const turned = await tx.rows<{ id: string; number: number }>(
        act === 'pause' ? PAUSE : RESUME,
        [key, now],
      );
      if (turned.length === 0) throw new SequenceStateNotPossible();
      const ids = turned.map((row) => row.id);
      if (act === 'resume') await tx.rows(DUE_NOW, [ids, now]);
      const pauseNumber = turned.find((row) => row.id === id)?.number ?? turned[0]?.number ?? 1;
      await this.tell(tx, act, { sequenceId: id, sequenceKey: key, pauseNumber });
      await this.write(tx, act, id, { key }, why);
      tx.afterCommit(() => {
        this.loops.wake(DUE_LOOP);
      });
    });
  }

  private async tell(
    tx: Tx<Scope>,
    act: 'pause' | 'resume',
    turned: { sequenceId: string; sequenceKey: string; pauseNumber: number },
  ): Promise<void> {
    const data = { ...turned, by: tx.scope.userId, at: this.clock.now().toISOString() };
    if (act === 'pause') await this.events.record(tx, SequencePaused, turned.sequenceId, data);
    else await this.events.record(tx, SequenceResumed, turned.sequenceId, data);
  }

  private async act(
    scope: Scope,
    id: string,
    change: (tx: Tx<Scope>, sequence: Sequence) => Promise<void>,
  ): Promise<SequenceView> {
    return this.db.transaction(scope, async (tx) => {
      const sequence = await tx.manager.findOneBy(Sequence, { id });
      if (!sequence) throw new SequenceNotFound();
      await lockKeys(tx, [`sequence:${sequence.key}`]);
      const standing = await tx.manager.findOneByOrFail(Sequence, { id });
      await change(tx, standing);
      return this.get(tx, id);
    });
  }

  private write(
    tx: Tx,
    act: 'activate' | 'archive' | 'pause' | 'resume',
    subjectId: string,
    after: object,
    why: string,
  ): Promise<void> {
    return this.audit.write(tx, { act: `sequences.${act}`, subjectId, after, why });
  }

  private async get(tx: Tx, id: string): Promise<SequenceView> {
    const [view] = await this.views(tx, id);
    if (!view) throw new SequenceNotFound();
    return view;
  }

  private views(tx: Tx, id: string | null = null): Promise<SequenceView[]> {
    return tx.rows<SequenceView>(
      `SELECT s.id, s.key, s.version, s.revision, s.state, s.steps, s.paused_at AS "pausedAt", s.created_at AS "createdAt",
              s.activated_at AS "activatedAt", coalesce(e.n, 0)::int AS enrolled
         FROM sequences s LEFT JOIN (SELECT sequence_id, count(*) AS n FROM enrolments
           WHERE state IN ('active', 'paused') GROUP BY sequence_id) e ON e.sequence_id = s.id
        WHERE $1::uuid IS NULL OR s.id = $1 ORDER BY s.key, s.version DESC`,
      [id],
    );
  }
}

export function sequenceEtag({ id, revision }: { id: string; revision: number }): string {
  return `"sequence-${id}-${String(revision)}"`;
}
