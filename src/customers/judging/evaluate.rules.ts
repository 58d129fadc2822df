import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { FactName, Facts } from './facts.rules';
import type { Action, Rule } from './rule-set.rules';

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
  private readonly engine: Engine;
  private readonly known = new Map<string, Verdict>();

  constructor(private readonly rules: readonly Rule[]) {
    this.engine = new Engine([], { allowUndefinedFacts: true });
    for (const { key, when } of rules)
      this.engine.addRule({ name: key, conditions: mutable(when), event: { type: key } });
  }

  /** The same facts, the same verdict: asked again, it is remembered. */
  async judge(facts: Facts): Promise<Verdict> {
    const asked = JSON.stringify(facts);
    const known = this.known.get(asked);
    if (known) return known;
    const { results, failureResults } = await this.engine.run({ ...facts });
    const ran = new Map([...results, ...failureResults].map((result) => [result.name, result]));
    const rules = this.rules.map((rule): RuleTrace => {
      const result = ran.get(rule.key);
      const holds = result?.result === true;
      const clauses = result ? clausesOf(result.conditions as unknown as Ran) : [];
      return { key: rule.key, name: rule.name, action: rule.then.action, holds, clauses };
    });
    const verdict = { rules, ...chosen(this.rules, rules) };
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    this.known.set(asked, verdict);
    return verdict;
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
