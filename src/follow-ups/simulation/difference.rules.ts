import { unpackGuards } from '../deciding/decide.rules';
import { type Reader, sayGuard, sayReason } from '../queue/trace.rules';
import type { Past, PastFollowUp } from './past.rules';
import type { Replayed } from './replay.rules';
import type { SimulatedOutcome, Simulation } from './simulation.dto';

/** Runs of the same world may be apart by what it takes to decide and hand over. */
const SAME_MS = 5 * 60_000;

interface Span {
  readonly from: Date;
  readonly to: Date;
}

export interface Compared {
  readonly same: number;
  readonly sentThen: number;
  readonly sends: Simulation['sends'];
  readonly differences: Simulation['differences'];
}

/** What happened to one lead beside what would have, as both stand at the end of the span. */
export function compare(
  past: Past,
  replayed: readonly Replayed[],
  span: Span,
  reader: Reader,
): Compared {
  const keys = new Set([
    ...past.followUps.map(({ step }) => step),
    ...replayed.map(({ step }) => step.key),
  ]);
  const { leadId, company } = past.lead;
  const rows = [...keys].flatMap((step) => {
    const happened = past.followUps.find((one) => one.step === step);
    const would = replayed.find((one) => one.step.key === step);
    const then = happened ? thenOf(happened, span, reader) : null;
    const now = would ? nowOf(would, span, reader) : null;
    return concerns(then, span) || concerns(now, span)
      ? [{ leadId, company, step, then, now }]
      : [];
  });
  const differences = rows.filter(({ then, now }) => !isSame(then, now));
  return {
    same: rows.length - differences.length,
    sentThen: rows.filter(({ then }) => then?.state === 'handed_over').length,
    sends: rows.flatMap(({ step, now }) =>
      now?.state === 'handed_over' && now.at !== null
        ? [
            {
              leadId,
              company,
              step,
              channel: now.channel,
              at: now.at,
              templateKey: now.templateKey,
            },
          ]
        : [],
    ),
    differences,
  };
}

/** What was still planned, or came to its end within the span. */
function concerns(outcome: SimulatedOutcome | null, { from }: Span): boolean {
  return outcome !== null && (outcome.at === null || new Date(outcome.at) >= from);
}

function isSame(then: SimulatedOutcome | null, now: SimulatedOutcome | null): boolean {
  if (!then || !now || then.state !== now.state || then.reason !== now.reason) return false;
  if (then.at === null || now.at === null) return then.at === now.at;
  if (then.state === 'handed_over' && then.channel !== now.channel) return false;
  return Math.abs(Date.parse(then.at) - Date.parse(now.at)) <= SAME_MS;
}

function thenOf(followUp: PastFollowUp, { to }: Span, reader: Reader): SimulatedOutcome {
  const { state, reason, channel, handedOverAt, settledAt, queuedAt, decisions } = followUp;
  const at = state === 'planned' ? null : (handedOverAt ?? settledAt ?? queuedAt);
  const over = at !== null && at <= to;
  return {
    state: over ? state : 'planned',
    reason: over ? reason : null,
    reasonText: over ? sayReason(reason, reader) : null,
    channel,
    at: over ? at.toISOString() : null,
    templateKey: decisions.findLast((one) => one.templateKey !== null)?.templateKey ?? null,
    trace: decisions
      .filter(({ decidedAt }) => decidedAt <= to)
      .map((decision) => ({
        at: decision.decidedAt.toISOString(),
        outcome: decision.outcome,
        reason: decision.reason,
        reasonText: sayReason(decision.reason, reader),
        nextAt: decision.nextAt?.toISOString() ?? null,
        guards: unpackGuards(decision.guards).map((guard) => sayGuard(guard, reader)),
      })),
  };
}

function nowOf(replayed: Replayed, { to }: Span, reader: Reader): SimulatedOutcome {
  const { state, reason, channel, at, templateKey, decisions } = replayed;
  const over = state !== 'planned' && at <= to;
  return {
    state: over ? state : 'planned',
    reason: over ? reason : null,
    reasonText: over ? sayReason(reason, reader) : null,
    channel,
    at: over ? at.toISOString() : null,
    templateKey,
    trace: decisions.map((decision) => ({
      at: decision.at.toISOString(),
      outcome: decision.outcome,
      reason: decision.reason,
      reasonText: sayReason(decision.reason, reader),
      nextAt: decision.nextAt?.toISOString() ?? null,
      guards: decision.guards.map((guard) => sayGuard(guard, reader)),
    })),
  };
}
