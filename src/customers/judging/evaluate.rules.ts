import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { FactName, Facts } from './facts.rules';
import type { Action, Condition, Rule } from './rule-set.rules';

/** A clause as it turned out. */
export interface ClauseTrace {
  readonly fact: FactName;
  readonly operator: string;
  readonly value: unknown;
  readonly found: string | number | boolean | null;
  readonly holds: boolean;
}

/** A rule as it turned out; clauses in the order in which they are written. */
export interface RuleTrace {
  readonly key: string;
  readonly name: { readonly de: string; readonly en: string };
  readonly action: Action;
  readonly holds: boolean;
  readonly clauses: readonly ClauseTrace[];
}

export interface Verdict {
  readonly rules: readonly RuleTrace[];
  /** Those that matched, in order, up to the first that stops. */
  readonly matched: readonly Rule[];
  /** What the first of them does; IGNORE when none matched. */
  readonly action: Action;
}

/** What the engine leaves in the condition of a rule that it has run. */
interface Ran {
  readonly all?: readonly Ran[];
  readonly any?: readonly Ran[];
  readonly not?: Ran;
  readonly fact?: FactName;
  readonly operator?: string;
  readonly value?: unknown;
  readonly factResult?: unknown;
  readonly result?: boolean;
}

const MOST_REMEMBERED = 10_000;

/** Asks every rule, so that each clause can be shown; which one counts is decided by their order. */
export class Judge {
  private readonly askers: readonly Asker[];

  constructor(private readonly rules: readonly Rule[]) {
    this.askers = rules.map((rule) => new Asker(rule));
  }

  async judge(facts: Facts): Promise<Verdict> {
    const rules: RuleTrace[] = [];
    for (const asker of this.askers)
      rules.push(asker.remembered(facts) ?? (await asker.ask(facts)));
    return { rules, ...chosen(this.rules, rules) };
  }
}

/** One rule. The same of the facts that it asks for, the same answer: that is remembered. */
class Asker {
  private readonly engine: Engine;
  private readonly asked: readonly FactName[];
  private readonly known = new Map<string, RuleTrace>();

  constructor(private readonly rule: Rule) {
    this.asked = [...new Set(factsIn(rule.when))];
    this.engine = new Engine([], { allowUndefinedFacts: true });
    this.engine.addRule({ conditions: mutable(rule.when), event: { type: rule.key } });
  }

  remembered(facts: Facts): RuleTrace | undefined {
    return this.known.get(this.keyOf(facts));
  }

  async ask(facts: Facts): Promise<RuleTrace> {
    const { results, failureResults } = await this.engine.run({ ...facts });
    const [result] = [...results, ...failureResults];
    const { key, name, then } = this.rule;
    const holds = result?.result === true;
    const clauses = result ? clausesOf(result.conditions as unknown as Ran) : [];
    const trace = { key, name, action: then.action, holds, clauses };
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    this.known.set(this.keyOf(facts), trace);
    return trace;
  }

  private keyOf(facts: Facts): string {
    return JSON.stringify(this.asked.map((name) => facts[name]));
  }
}

function chosen(
  rules: readonly Rule[],
  traces: readonly RuleTrace[],
): Pick<Verdict, 'matched' | 'action'> {
  const holding = rules.filter((_, index) => traces[index]?.holds);
  const stop = holding.findIndex((rule) => rule.stop);
  const matched = stop < 0 ? holding : holding.slice(0, stop + 1);
  return { matched, action: matched[0]?.then.action ?? 'IGNORE' };
}

function clausesOf({ all, any, not, ...clause }: Ran): ClauseTrace[] {
  const inner = all ?? any ?? (not && [not]);
  if (inner) return inner.flatMap(clausesOf);
  const { fact, operator = '', value, factResult, result } = clause;
  if (!fact) return [];
  const found = (factResult ?? null) as ClauseTrace['found'];
  return [{ fact, operator, value, found, holds: result === true }];
}

/** The engine keeps what it is given and wants it unfrozen. */
function mutable(when: Rule['when']): TopLevelCondition {
  return structuredClone(when) as unknown as TopLevelCondition;
}

function factsIn(condition: Condition): FactName[] {
  if ('fact' in condition) return [condition.fact];
  if ('not' in condition) return factsIn(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(factsIn);
}
