import { plusWindowHours } from '../../core/calendar/working-hours.rules';
import { decide } from '../deciding/decide.rules';
import { ENDS_BY_TIME, type ReasonCode } from '../deciding/reasons.rules';
import { ENDS } from '../deciding/settling.rules';
import { type DueFollowUp, type Sibling, situationOf, type World } from '../deciding/world.rules';
import { planStep } from '../sequences/steps.rules';

/** A deferral is asked again; more often than this nothing moves any more. */
const MOST_DEFERRALS = 30;

/** What will become of one planned follow-up if nothing happens but time. */
export interface Foreseen {
  readonly due: DueFollowUp;
  /** When it leaves; null when it does not, for the reason given. */
  readonly at: Date | null;
  readonly outcome: 'queued' | 'skipped' | 'cancelled' | 'deferred';
  readonly reason: ReasonCode | null;
}

/**
 * Walks every lead through its planned steps with the rules that decide, on what is known now: a step that leaves keeps
 * the next one at its distance, a step that is held holds it.
 */
export function foresee(planned: readonly DueFollowUp[], world: World): Foreseen[] {
  const byLead = new Map<string, DueFollowUp[]>();
  for (const due of planned) byLead.set(due.leadId, [...(byLead.get(due.leadId) ?? []), due]);
  return [...byLead.entries()].flatMap(([leadId, steps]) =>
    walk(
      steps.sort((a, b) => a.stepNumber - b.stepNumber),
      (world.siblings.get(leadId) ?? []).map((sibling) => departing(sibling, world.now)),
      world,
    ),
  );
}

/** What is queued leaves at once. */
function departing(sibling: Sibling, now: Date): Sibling {
  return sibling.state === 'queued'
    ? { ...sibling, state: 'handed_over', handedOverAt: now }
    : sibling;
}

function walk(steps: readonly DueFollowUp[], known: readonly Sibling[], world: World): Foreseen[] {
  let siblings = known;
  let ended: ReasonCode | null = null;
  return steps.map((step): Foreseen => {
    if (ended) return { due: step, at: null, outcome: 'cancelled', reason: ended };
    const foreseen = foreseeOne(step, { ...world, siblings: new Map([[step.leadId, siblings]]) });
    const { outcome, reason, at } = foreseen;
    if (ENDS.includes(reason)) ended = reason;
    const state = outcome === 'queued' ? 'handed_over' : outcome;
    if (outcome !== 'deferred')
      siblings = siblings.map((one) =>
        one.id === step.id ? { ...one, state, handedOverAt: at } : one,
      );
    return foreseen;
  });
}

function foreseeOne(step: DueFollowUp, world: World): Foreseen {
  let due = plannedAnew(step, world);
  for (let tries = 0; tries < MOST_DEFERRALS; tries++) {
    const now = due.dueAt > world.now ? due.dueAt : world.now;
    const { facts, step: terms } = situationOf(due, { ...world, now });
    const { outcome, reason, nextAt } = decide(facts);
    if (outcome === 'queued') return { due, at: now, outcome, reason };
    if (nextAt === null || !ENDS_BY_TIME.includes(reason))
      return { due, at: null, outcome, reason };
    const notAfter = plusWindowHours(nextAt, terms.latestHours, facts.place);
    due = { ...due, dueAt: nextAt, notAfter };
  }
  return { due, at: null, outcome: 'deferred', reason: 'FREQUENCY_CAP' };
}

/** As a hand-over of the step before moves it; what no hand-over moved keeps its own time. */
function plannedAnew(due: DueFollowUp, world: World): DueFollowUp {
  const previousAt = (world.siblings.get(due.leadId) ?? []).find(
    (one) => one.enrolmentId === due.enrolmentId && one.stepNumber === due.stepNumber - 1,
  )?.handedOverAt;
  if (!previousAt || previousAt < world.now) return due;
  const { step, place, facts } = situationOf(due, world);
  return { ...due, ...planStep(step, due.anchorAt, place, facts.spreadMs, { previousAt }) };
}
