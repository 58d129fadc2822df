import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { type Scope, Settings } from '../../identity';
import { LeadsQueries } from '../../leads';
import { EvaluationNotFound } from '../customers.problems';
import { type Answer, factsOf } from './answer.rules';
import { Judge, type RuleTrace } from './evaluate.rules';
import { Evaluation } from './evaluation.entity';
import type { Facts } from './facts.rules';
import { FactsQueries } from './facts.queries';
import { type Judged, Replaying } from './replay.rules';
import { ConversionEnabled } from '../settings.rules';
import {
  type AskOutlook,
  type DryRun,
  type DryRunResult,
  type EvaluationView,
  type Outlook,
  OUTLOOK_CLASSES,
  type Replay,
  type ReplayResult,
  type Trace,
} from './rule-sets.dto';
import { RuleSets } from './rule-sets.service';
import { sentenceOf } from './sentence.rules';

const MOST_SHOWN = 200;
const AT_ONCE = 5_000;

type Stored = Omit<EvaluationView, 'sentence'> & { rules: RuleTrace[] };

/** What rules have done and what they would do. */
@Injectable()
export class Trials {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly leads: LeadsQueries,
    private readonly facts: FactsQueries,
    private readonly sets: RuleSets,
    private readonly settings: Settings,
  ) {}

  /** Every judgement about a lead, the newest first. */
  async trace(scope: Scope, leadId: string): Promise<Trace> {
    return this.db.transaction(scope, async (tx) => {
      await this.leads.view(tx, leadId);
      const rows = await tx.rows<Stored>(
        `SELECT id, rule_set_id AS "ruleSetId", rule_set_version AS "ruleSetVersion", response_id AS "responseId",
                response_version AS "responseVersion", follow_up_id AS "followUpId", responded_at AS "respondedAt", result,
                customer_id AS "customerId", evaluated_at AS "evaluatedAt", facts, clauses AS rules, matched, action
           FROM conversion_evaluations WHERE subject_id = $1 ORDER BY evaluated_at DESC, id DESC LIMIT ${String(MOST_SHOWN)}`,
        [leadId],
      );
      return { items: rows.map((row) => ({ ...row, sentence: sentenceOf(row, row.result) })) };
    });
  }

  /** What a rule set says of one lead; changes nothing. */
  async dryRun(scope: Scope, setId: string, run: DryRun): Promise<DryRunResult> {
    return this.db.transaction(scope, async (tx) => {
      const stored = await this.sets.find(tx, setId);
      const rules = run.rules ?? stored.rules;
      await this.leads.view(tx, run.leadId);
      const facts = run.evaluationId
        ? await this.factsAt(tx, run.leadId, run.evaluationId)
        : await this.factsNow(tx, run);
      const verdict = await new Judge(rules).judge(facts);
      const matched = verdict.matched.map(({ key }) => key);
      const told = { rules: [...verdict.rules], matched, action: verdict.action };
      return { facts: { ...facts }, ...view(told), sentence: sentenceOf(told) };
    });
  }

  private async factsNow(tx: Tx, { leadId, answer }: DryRun): Promise<Facts> {
    const imagined = await this.imagined(tx, leadId, answer);
    const facts = factsOf(imagined, await this.facts.sources(tx, [imagined]));
    if (!facts) throw new Error('A lead that was seen is gone within one transaction.');
    return facts;
  }

  private async factsAt(tx: Tx, subjectId: string, id: string): Promise<Facts> {
    const evaluation = await tx.manager.findOneBy(Evaluation, { id, subjectId });
    if (!evaluation) throw new EvaluationNotFound();
    return evaluation.facts;
  }

  /** What the active rules would do, were a person to say what an answer means; changes nothing. */
  async outlook(scope: Scope, leadId: string, ask: AskOutlook): Promise<Outlook> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.leads.view(tx, leadId);
      const { judge } = await this.sets.active(tx);
      const said = (wanted: (typeof OUTLOOK_CLASSES)[number]): Answer => ({
        ...{ leadId, class: wanted, confidence: wanted === 'AUTO_REPLY' ? null : 1 },
        ...{ channel: ask.channel, evidence: 'person.decision' },
        followUpId: ask.followUpId ?? null,
        receivedAt: this.clock.now(),
      });
      const sources = await this.facts.sources(tx, [said('POSITIVE')]);
      const items: Outlook['items'] = [];
      for (const wanted of OUTLOOK_CLASSES) {
        const facts = factsOf(said(wanted), sources);
        if (!facts) throw new Error('A lead that was seen is gone within one transaction.');
        const { rules, matched, action } = await judge.judge(facts);
        const told = { rules, matched: matched.map(({ key }) => key), action };
        items.push({ class: wanted, action, sentence: sentenceOf(told) });
      }
      const { territory } = lead;
      const enabled = await this.settings.getFresh(tx, ConversionEnabled, { territory });
      return { enabled, items };
    });
  }

  /** Runs history through rules and compares with what was decided then. */
  async replay(scope: Scope, setId: string, { from, to, rules }: Replay): Promise<ReplayResult> {
    return this.db.transaction(scope, async (tx) => {
      const judge = new Judge(rules ?? (await this.sets.find(tx, setId)).rules);
      const matches: Record<string, number> = {};
      let answers = 0;
      const replayed = new Replaying(judge, matches);
      let last: { at: Date; id: string } | null = null;
      for (;;) {
        const page: Judged[] = await this.page(tx, from, to, last);
        for (const row of page) await replayed.take(row);
        answers += page.length;
        const end: Judged | undefined = page.at(-1);
        if (!end || page.length < AT_ONCE) break;
        last = { at: end.respondedAt, id: end.id };
      }
      const { differences, ...counts } = replayed.finish();
      const shown = differences.slice(0, MOST_SHOWN);
      const companies = await this.leads.companies(
        tx,
        shown.map(({ leadId }) => leadId),
      );
      const named = shown.map((row) => ({ ...row, company: companies.get(row.leadId) ?? null }));
      return { answers, ...counts, matches, differences: named };
    });
  }

  private page(
    tx: Tx,
    from: string | undefined,
    to: string | undefined,
    last: { at: Date; id: string } | null,
  ): Promise<Judged[]> {
    return tx.rows<Judged>(
      `SELECT id, subject_id AS "leadId", responded_at AS "respondedAt", facts, action FROM conversion_evaluations
        WHERE ($1::timestamptz IS NULL OR responded_at >= $1) AND ($2::timestamptz IS NULL OR responded_at < $2)
          AND ($3::timestamptz IS NULL OR (responded_at, id) > ($3, $4::uuid)) ORDER BY responded_at, id LIMIT ${String(AT_ONCE)}`,
      [from ?? null, to ?? null, last?.at ?? null, last?.id ?? null],
    );
  }

  private async imagined(tx: Tx, leadId: string, answer: DryRun['answer']): Promise<Answer> {
    const now = this.clock.now();
    if (answer) return { leadId, ...answer, evidence: null, followUpId: null, receivedAt: now };
    const [last] = await tx.manager.find(Evaluation, {
      where: { subjectId: leadId },
      order: { evaluatedAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    const said: Partial<Facts> = last?.facts ?? {};
    return {
      leadId,
      class: said.responseClass ?? 'NEUTRAL',
      confidence: said.confidence ?? null,
      channel: said.channel ?? 'email',
      evidence: last?.evidence ?? null,
      followUpId: last?.followUpId ?? null,
      receivedAt: last?.respondedAt ?? now,
    };
  }
}

type Told = { rules: RuleTrace[]; matched: string[]; action: DryRunResult['action'] };

function view({
  rules,
  matched,
  action,
}: Told): Pick<DryRunResult, 'rules' | 'matched' | 'action'> {
  return { rules: rules.map((rule) => ({ ...rule, clauses: [...rule.clauses] })), matched, action };
}
