import { nextAllowed } from '../../core/calendar/working-hours.rules';
import { type Facts, type Finding, GUARD_FUNCTIONS } from './guards.rules';
import { type GuardKey, GUARDS, type Outcome, outcomeOf, type ReasonCode } from './reasons.rules';

/** One guard as it stood at the moment of the decision. */
export interface GuardRecord {
  readonly key: GuardKey;
  readonly value: Finding['value'];
  /** `not-needed`: an earlier guard had decided already; `against` tells what this one would have said. */
  readonly result: 'passed' | 'refused' | 'not-needed';
  readonly against: ReasonCode | null;
}

/** As a decision is kept: the value, with what it says against sending where it does; the rest follows from the order. */
export type PackedGuards = Readonly<
  Partial<Record<GuardKey, Finding['value'] | readonly [Finding['value'], ReasonCode]>>
>;

export interface Decision {
  readonly outcome: Outcome;
  readonly reason: ReasonCode | null;
  readonly guards: readonly GuardRecord[];
  /** When a deferred follow-up is decided again. */
  readonly nextAt: Date | null;
  /** What would have had to be otherwise, and when it would then have left; null when it was queued. */
  readonly counterfactual: Counterfactual | null;
}

export interface Counterfactual {
  readonly unless: readonly ReasonCode[];
  readonly at: Date;
}

const KEYS = Object.keys(GUARDS) as GuardKey[];

/** The first guard that says no decides; all of them are recorded. */
export function decide(facts: Facts): Decision {
  const findings = KEYS.map((key) => GUARD_FUNCTIONS[key](facts));
  const deciding = findings.findIndex(({ against }) => against !== null);
  const refusal = findings[deciding];
  const reason = refusal?.against ?? null;
  const guards = findings.map((finding, index): GuardRecord => {
    const { value, against } = finding;
    const key = KEYS[index] ?? 'automation';
    if (deciding < 0 || index < deciding) return { key, value, result: 'passed', against };
    return { key, value, result: index === deciding ? 'refused' : 'not-needed', against };
  });
  const outcome = reason === null ? 'queued' : outcomeOf(reason);
  return {
    outcome,
    reason,
    guards,
    nextAt: outcome === 'deferred' ? (refusal?.until ?? null) : null,
    counterfactual: reason === null ? null : counterfactual(facts, findings),
  };
}

/**
 * The guards are independent of each other, so the nearest world in which it leaves is the one where exactly
 * those that said no say yes.
 */
function counterfactual(facts: Facts, findings: readonly Finding[]): Counterfactual {
  const unless = [...new Set(findings.flatMap(({ against }) => against ?? []))];
  return { unless, at: nextAllowed(facts.now, facts.place, facts.spreadMs) };
}

export function packGuards(guards: readonly GuardRecord[]): PackedGuards {
  return Object.fromEntries(
    guards.map(({ key, value, against }) => [key, against === null ? value : [value, against]]),
  );
}

/** The other way round; the first guard that is against it decided. */
export function unpackGuards(packed: PackedGuards): GuardRecord[] {
  let decided = false;
  return KEYS.flatMap((key): GuardRecord[] => {
    const kept = packed[key];
    if (kept === undefined) return [];
    const [value, against] = isRefusal(kept) ? kept : [kept, null];
    if (decided) return [{ key, value, result: 'not-needed', against }];
    decided = against !== null;
    return [{ key, value, result: decided ? 'refused' : 'passed', against }];
  });
}

function isRefusal(
  kept: NonNullable<PackedGuards[GuardKey]>,
): kept is readonly [Finding['value'], ReasonCode] {
  return Array.isArray(kept);
}

/** Why a way is not open; null when it is. */
function obstacleOn({
  reachable,
  blocked,
  consent,
  suppressed,
  usable,
}: Facts['route']): ReasonCode | null {
  if (!reachable || blocked) return 'NO_CHANNEL';
  if (!consent) return 'NO_CONSENT';
  if (suppressed) return 'SUPPRESSED';
  return usable === false ? 'TEMPLATE_INCOMPLETE' : null;
}

const STAGES = ['NO_CHANNEL', 'NO_CONSENT', 'SUPPRESSED', 'TEMPLATE_INCOMPLETE', null] as const;

/** The channels that a step does not go by, each with what its best way lacks; without a choice there is nothing to say. */
export function passedOver(
  routes: readonly Facts['route'][],
  chosen: Facts['route'],
  spent: readonly Facts['route']['channel'][],
): NonNullable<Facts['route']['instead']> {
  const channels = [...new Set(routes.map(({ channel }) => channel))];
  const others = channels.filter((channel) => channel !== chosen.channel);
  return [
    ...spent.map((channel) => ({ channel, reason: 'CHANNEL_FAILED' as const })),
    ...others.flatMap((channel) => {
      const best = bestRoute(routes.filter((route) => route.channel === channel));
      const reason = best && obstacleOn(best);
      return reason ? [{ channel, reason }] : [];
    }),
  ];
}

/** The way that comes furthest through reachability, consent, suppression and template; of equals the first. */
export function bestRoute<R extends Facts['route']>(routes: readonly R[]): R | null {
  const stage = (route: R) => STAGES.findIndex((reason) => reason === obstacleOn(route));
  return routes.reduce<R | null>(
    (best, route) => (best === null || stage(route) > stage(best) ? route : best),
    null,
  );
}
