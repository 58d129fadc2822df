import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { ResponseClassified } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import type { Scope } from '../../identity';
import type { Judgement } from '../classification/judgement.rules';
import { ResponseDecided, ResponseNotFound } from '../conversations.problems';
import { Consequences } from './consequences.service';
import { factsOf } from './facts.rules';
import type { DecideResponse, ResponseView } from './responses.dto';
import { ResponsesQueries } from './responses.queries';
import { Response } from './response.entity';

/** An answer as an intake hands it on, read and judged. */
export interface HeardAnswer {
  readonly leadId: string;
  readonly contactId: string | null;
  readonly conversationId: string | null;
  readonly channel: Response['channel'];
  readonly source: { readonly kind: Response['sourceKind']; readonly id: string };
  readonly about: { readonly kind: string; readonly id: string } | null;
  readonly receivedAt: Date;
  readonly pauseUntilOn: string | null;
  readonly judgement: Judgement;
  readonly cause: RecordedEvent;
}

/** What answers mean: written down once, told, and changed only by a person. */
@Injectable()
export class Responses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly queries: ResponsesQueries,
    private readonly consequences: Consequences,
  ) {}

  /** Writes an answer down, unless its source was classified before. @returns whether it is new */
  async take(tx: Tx, heard: HeardAnswer): Promise<boolean> {
    const id = this.ids.uuid();
    const { judgement, source, about, cause } = heard;
    const fresh = await tx.rows(
      `INSERT INTO conversation_responses (id, subject_id, simulated, conversation_id, contact_id, channel, source_kind,
         source_id, about_kind, about_id, received_at, class, confidence, state, language, evidence, pause_until_on, decided_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       ON CONFLICT (source_kind, source_id) DO NOTHING RETURNING id`,
      [
        ...[id, heard.leadId, cause.simulated, heard.conversationId, heard.contactId],
        ...[heard.channel, source.kind, source.id, about?.kind ?? null, about?.id ?? null],
        ...[heard.receivedAt, judgement.class, judgement.confidence, judgement.state],
        ...[judgement.language, JSON.stringify(judgement.evidence), heard.pauseUntilOn],
        this.clock.now(),
      ],
      'responses.take',
    );
    if (fresh.length === 0) return false;
    const response = await tx.manager.findOneByOrFail(Response, { id });
    await this.settle(tx, response, cause);
    return true;
  }

  /**
   * A person says what an answer means; the decision is kept as a label.
   * @throws ResponseDecided when somebody has decided otherwise before
   */
  async decide(scope: Scope, id: string, decision: DecideResponse): Promise<ResponseView> {
    return this.db.transaction(scope, async (tx) => {
      const response = await tx.manager.findOne(Response, {
        where: { id },
        lock: { mode: 'for_no_key_update' },
      });
      if (!response) throw new ResponseNotFound();
      if (response.decidedBy !== null) {
        if (response.class === decision.class) return this.queries.view(tx, id);
        throw new ResponseDecided(undefined, { members: { class: response.class } });
      }
      const patch = {
        version: response.version + 1,
        class: decision.class,
        confidence: decision.class === 'AUTO_REPLY' ? null : 1,
        state: 'decided' as const,
        evidence: [{ rule: 'person.decision', words: '' }, ...response.evidence],
        decidedAt: this.clock.now(),
        decidedBy: scope.userId,
      };
      await tx.manager.update(Response, { id }, patch);
      await this.settle(tx, { ...response, ...patch }, undefined);
      return this.queries.view(tx, id);
    });
  }

  private async settle(
    tx: Tx,
    response: Response,
    cause: RecordedEvent | undefined,
  ): Promise<void> {
    const { id, version, subjectId, evidence, decidedAt, decidedBy } = response;
    await tx.rows(
      `INSERT INTO response_decisions (response_id, version, subject_id, simulated, class, confidence, evidence, decided_at, decided_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[id, version, subjectId, response.simulated, response.class, response.confidence],
        ...[JSON.stringify(evidence), decidedAt, decidedBy],
      ],
      'responses.decision',
    );
    await this.events.record(tx, ResponseClassified, subjectId, factsOf(response), {
      ...(cause && { cause }),
      simulated: response.simulated,
    });
    await this.consequences.follow(tx, response);
  }
}
