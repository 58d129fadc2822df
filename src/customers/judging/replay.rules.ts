import type { Judge } from './evaluate.rules';
import type { Facts } from './facts.rules';
import type { Action } from './rule-set.rules';

/** A judgement as it stands in history. */
export interface Judged {
  readonly id: string;
  readonly leadId: string;
  readonly respondedAt: Date;
  readonly facts: Facts;
  readonly action: Action;
}

interface Difference {
  readonly leadId: string;
  readonly kind: 'WOULD_CONVERT' | 'WOULD_NOT' | 'EARLIER' | 'LATER';
  readonly wasId: string | null;
  readonly wouldId: string | null;
  /** Between the two, where there are two. */
  readonly days: number | null;
}

export interface Comparison {
  readonly leads: number;
  readonly wouldConvert: number;
  readonly wouldNot: number;
  readonly earlier: number;
  readonly later: number;
  readonly differences: readonly Difference[];
}

interface Course {
  was: Judged | null;
  would: Judged | null;
  /** The last status of the lead that no conversion of then had a part in. */
  status: string | null;
}

const DAY_MS = 86_400_000;

/** Lets rules run over history, in its order, and says for which leads they would have converted otherwise. */
export class Replaying {
  private readonly courses = new Map<string, Course>();

  constructor(
    private readonly judge: Judge,
    private readonly matches: Record<string, number>,
  ) {}

  async take(row: Judged): Promise<void> {
    const course = this.courses.get(row.leadId) ?? { was: null, would: null, status: null };
    this.courses.set(row.leadId, course);
    if (row.facts.leadStatus !== 'CONVERTED') course.status = row.facts.leadStatus;
    const { matched, action } = await this.judge.judge(asItWouldBe(row.facts, course));
    for (const { key } of matched) this.matches[key] = (this.matches[key] ?? 0) + 1;
    if (row.action === 'CONVERT') course.was ??= row;
    if (action === 'CONVERT') course.would ??= row;
  }

  finish(): Comparison {
    const differences = [...this.courses].flatMap(([leadId, course]) =>
      differenceOf(leadId, course),
    );
    const count = (kind: Difference['kind']) => differences.filter((d) => d.kind === kind).length;
    return {
      leads: this.courses.size,
      wouldConvert: count('WOULD_CONVERT'),
      wouldNot: count('WOULD_NOT'),
      earlier: count('EARLIER'),
      later: count('LATER'),
      differences,
    };
  }
}

/** A lead that was a customer by then is still open for rules that would not have converted it. */
function asItWouldBe(facts: Facts, { would, was, status }: Course): Facts {
  if (would) return { ...facts, leadStatus: 'CONVERTED' };
  const byRule = was !== null && facts.leadStatus === 'CONVERTED' && status !== null;
  return byRule ? { ...facts, leadStatus: status } : facts;
}

function differenceOf(leadId: string, { was, would }: Course): Difference[] {
  if (was?.id === would?.id) return [];
  const ids = { leadId, wasId: was?.id ?? null, wouldId: would?.id ?? null };
  if (!was) return [{ ...ids, kind: 'WOULD_CONVERT', days: null }];
  if (!would) return [{ ...ids, kind: 'WOULD_NOT', days: null }];
  const days = Math.round((was.respondedAt.getTime() - would.respondedAt.getTime()) / DAY_MS);
  return [{ ...ids, kind: days >= 0 ? 'EARLIER' : 'LATER', days: Math.abs(days) }];
}
