import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { LeadsQueries } from '../../leads';
import { type Answer, factsOf } from './answer.rules';
import { Judge, type RuleTrace } from './evaluate.rules';
import { Evaluation } from './evaluation.entity';
import type { Facts } from './facts.rules';
import { FactsQueries } from './facts.queries';
import { type Judged, Replaying } from './replay.rules';
import type {
  DryRun,
  DryRunResult,
  EvaluationView,
  Replay,
  ReplayResult,
  Trace,
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
  async dryRun(scope: Scope, setId: string, { leadId, answer }: DryRun): Promise<DryRunResult> {
    return this.db.transaction(scope, async (tx) => {
      const { rules } = await this.sets.find(tx, setId);
      await this.leads.view(tx, leadId);
      const imagined = await this.imagined(tx, leadId, answer);
      const sources = await this.facts.sources(tx, [imagined]);
      const facts = factsOf(imagined, sources);
      if (!facts) throw new Error('A lead that was seen is gone within one transaction.');
      const verdict = await new Judge(rules).judge(facts);
      const matched = verdict.matched.map(({ key }) => key);
      const told = { rules: [...verdict.rules], matched, action: verdict.action };
      return { facts: { ...facts }, ...view(told), sentence: sentenceOf(told) };
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
