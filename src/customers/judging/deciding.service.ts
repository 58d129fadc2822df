import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventsQueries } from '../../events';
import type { ResponseClassified } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Settings } from '../../identity';
import { LeadsQueries } from '../../leads';
import { ConversionCausesMost, ConversionEnabled } from '../settings.rules';
import { Acting } from './acting.service';
import { answerOf, factsOf, type FactSources, UNLOCK } from './answer.rules';
import type { Judge, Verdict } from './evaluate.rules';
import type { Evaluation, EvaluationResult } from './evaluation.entity';
import type { Facts } from './facts.rules';
import { FactsQueries } from './facts.queries';
import { RuleSets } from './rule-sets.service';

type Answered = RecordedEvent<typeof ResponseClassified>;
type Row = Omit<Evaluation, 'ownerId' | 'teamId' | 'territory' | 'ruleSet'>;
interface Outcome {
  readonly result: EvaluationResult;
  readonly customerId: string | null;
}

/** Judges answers by the active rules, does what they say, and writes down why. */
@Injectable()
export class Deciding {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly settings: Settings,
    private readonly log: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly facts: FactsQueries,
    private readonly sets: RuleSets,
    private readonly acting: Acting,
  ) {}

  /** In the order of the log; what one answer changed is seen by the next. */
  async decideAll(tx: Tx, events: readonly Answered[]): Promise<void> {
    const set = await this.sets.active(tx);
    const sources = await this.facts.sources(tx, events.map(answerOf));
    const rows: Row[] = [];
    for (const event of events) {
      const row = await this.decide(tx, event, sources, set);
      if (row) rows.push(row);
    }
    await this.write(tx, rows);
  }

  private async decide(
    tx: Tx,
    event: Answered,
    sources: FactSources,
    { id: setId, version, judge }: { id: string; version: number; judge: Judge },
  ): Promise<Row | null> {
    const answer = answerOf(event);
    const facts = factsOf(answer, sources);
    if (!facts) return null;
    const verdict = await judge.judge(facts);
    const id = this.ids.uuid();
    const { responseId, followUpId } = event.data;
    const ground = {
      evaluationId: id,
      setId,
      setVersion: version,
      responseId,
      followUpId,
      cause: event,
    };
    const outcome = await this.carryOut(tx, event, verdict, () =>
      this.acting.act(tx, verdict.matched, ground),
    );
    if (outcome.result === 'DONE') await this.refresh(tx, answer.leadId, sources);
    if (answer.evidence === UNLOCK)
      sources.unlocks.set(answer.leadId, [
        ...(sources.unlocks.get(answer.leadId) ?? []),
        answer.receivedAt,
      ]);
    return this.rowOf(id, event, { setId, version, facts, verdict, outcome });
  }

  private async carryOut(
    tx: Tx,
    event: Answered,
    { action, matched }: Verdict,
    act: () => Promise<Outcome>,
  ): Promise<Outcome> {
    if (matched.every(({ then }) => then.action === 'IGNORE') || action === 'IGNORE')
      return { result: 'NOTHING', customerId: null };
    const { territory, causationId } = event;
    if (!(await this.settings.getFresh(tx, ConversionEnabled, { territory })))
      return { result: 'SWITCHED_OFF', customerId: null };
    const most = await this.settings.getFresh(tx, ConversionCausesMost);
    const causes = await this.log.causes(tx, event.data.leadId, causationId, most + 1);
    return causes > most ? { result: 'TOO_DEEP', customerId: null } : act();
  }

  private async refresh(tx: Tx, leadId: string, { leads }: FactSources): Promise<void> {
    const lead = (await this.leads.forConversion(tx, [leadId])).get(leadId);
    if (lead) leads.set(leadId, lead);
  }

  private rowOf(
    id: string,
    { id: eventId, data, simulated }: Answered,
    made: { setId: string; version: number; facts: Facts; verdict: Verdict; outcome: Outcome },
  ): Row {
    const { setId, version, facts, verdict, outcome } = made;
    return {
      ...{ id, subjectId: data.leadId, simulated, ruleSetId: setId, ruleSetVersion: version },
      ...{ eventId, responseId: data.responseId, responseVersion: data.version },
      ...{ followUpId: data.followUpId, respondedAt: new Date(data.receivedAt) },
      ...{ evidence: data.evidence, facts, clauses: verdict.rules, action: verdict.action },
      matched: verdict.matched.map(({ key }) => key),
      ...outcome,
      evaluatedAt: this.clock.now(),
    };
  }

  private async write(tx: Tx, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.rows(
      `INSERT INTO conversion_evaluations (id, subject_id, simulated, rule_set_id, rule_set_version, event_id, response_id,
              response_version, follow_up_id, responded_at, evidence, facts, clauses, matched, action, result, customer_id, evaluated_at)
       SELECT r.id, r."subjectId", r.simulated, r."ruleSetId", r."ruleSetVersion", r."eventId", r."responseId",
              r."responseVersion", r."followUpId", r."respondedAt", r.evidence, r.facts, r.clauses, r.matched, r.action,
              r.result, r."customerId", r."evaluatedAt"
         FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "subjectId" uuid, simulated boolean, "ruleSetId" uuid,
              "ruleSetVersion" int, "eventId" uuid, "responseId" uuid, "responseVersion" int, "followUpId" uuid,
              "respondedAt" timestamptz, evidence text, facts jsonb, clauses jsonb, matched jsonb, action text,
              result text, "customerId" uuid, "evaluatedAt" timestamptz)`,
      [JSON.stringify(rows)],
    );
  }
}
