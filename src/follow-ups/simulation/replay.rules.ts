import { plusWindowHours } from '../../core/calendar/working-hours.rules';
import { spreadOf } from '../deciding/shares.rules';
import { decide, type GuardRecord } from '../deciding/decide.rules';
import type { Outcome, ReasonCode } from '../deciding/reasons.rules';
import { ENDS } from '../deciding/settling.rules';
import {
  type DueFollowUp,
  placeOf,
  type Sibling,
  situationOf,
  type World,
} from '../deciding/world.rules';
import type { FollowUpState } from '../sequences/follow-up.entity';
import type { SequenceVersion } from '../sequences/sequences.queries';
import { backAt, channelsOf, planAt, planStep, type Step } from '../sequences/steps.rules';
import {
  heardAt,
  isPaused,
  leadAt,
  type Past,
  type PastFollowUp,
  suppressedAt,
} from './past.rules';
import type { Turn } from './turns.rules';

export interface ReplayedDecision {
  readonly at: Date;
  readonly outcome: Outcome;
  readonly reason: ReasonCode | null;
  readonly nextAt: Date | null;
  readonly guards: readonly GuardRecord[];
}

/** A step as it would have gone. */
export interface Replayed {
  readonly id: string;
  readonly step: Step;
  readonly stepNumber: number;
  state: FollowUpState;
  reason: ReasonCode | null;
  /** When it came to what it came to; while it is planned, when it is due. */
  at: Date;
  notAfter: Date;
  waitsFor: ReasonCode | null;
  approvedAt: Date | null;
  handedOverAt: Date | null;
  templateKey: string | null;
  channel: 'email' | 'whatsapp';
  readonly decisions: ReplayedDecision[];
}

/** What is the same for all leads of a simulation. */
export interface Stage {
  readonly draft: SequenceVersion;
  readonly to: Date;
  readonly shared: Omit<
    World,
    'now' | 'leads' | 'siblings' | 'suppressed' | 'heardFrom' | 'settings'
  >;
  readonly settingsAt: (at: Date) => World['settings'];
}

/** A decision of the past that was made within this time after it was due stands for one at that moment. */
const SAME_MS = 5 * 60_000;
const OPEN: readonly FollowUpState[] = ['queued', 'planned'];

/** Lets one lead walk through a sequence as the past would have let it; nothing but memory is touched. */
export class Replay {
  private anchorAt: Date;
  private walking = true;
  private readonly steps: Replayed[];

  constructor(
    private readonly stage: Stage,
    private readonly past: Past,
  ) {
    this.anchorAt = firstAnchor(past);
    this.steps = stage.draft.steps.map((step, stepNumber) => this.planned(step, stepNumber));
  }

  /** @returns the steps as they stand at the end of the simulated time */
  run(turns: readonly Turn[]): readonly Replayed[] {
    const { to } = this.stage;
    let next = 0;
    while (this.walking) {
      const turn = turns[next];
      const due = this.earliest();
      if (due && due.at <= to && !(turn && comesFirst(turn, due))) this.decide(due.step, due.at);
      else if (turn && turn.at <= to) {
        this.take(turn);
        next += 1;
      } else break;
    }
    return this.steps;
  }

  private planned(step: Step, stepNumber: number): Replayed {
    const recorded = this.past.followUps.find((one) => one.step === step.key);
    const id = recorded?.id ?? `${this.past.enrolment.id}:${step.key}`;
    const { dueAt, notAfter } = planStep(step, this.anchorAt, this.place(), spreadOf(id));
    return {
      ...{ id, step, stepNumber, state: 'planned', reason: null, at: dueAt, notAfter },
      ...{ waitsFor: null, approvedAt: recorded?.approvedAt ?? null, handedOverAt: null },
      ...{ templateKey: null, channel: channelsOf(step)[0], decisions: [] },
    };
  }

  private place() {
    const { lead } = this.past;
    return placeOf(lead, this.stage.shared.markets.get(lead.territory));
  }

  private open(): Replayed[] {
    return this.steps.filter(({ state }) => state === 'planned');
  }

  /** The step that is looked at next, and when: late if the past was late with it, else when it is due. */
  private earliest(): {
    readonly step: Replayed;
    readonly at: Date;
    readonly kept: boolean;
  } | null {
    const looks = this.open().map((step) => ({ step, ...this.lookedAt(step) }));
    return looks.reduce<(typeof looks)[number] | null>(
      (first, look) => (!first || look.at < first.at ? look : first),
      null,
    );
  }

  private lookedAt({ id, at, decisions }: Replayed): { at: Date; kept: boolean } {
    const recorded = this.past.followUps.find((one) => one.id === id)?.decisions ?? [];
    const looks = recorded.filter(({ guards }) => Object.keys(guards).length > 0);
    const since = decisions.at(-1)?.at ?? new Date(0);
    const found = looks.find(({ decidedAt }, index) => {
      if (decidedAt < at || decidedAt <= since) return false;
      const before = looks[index - 1]?.nextAt;
      const late = decidedAt.getTime() - at.getTime();
      return late <= SAME_MS || (before?.getTime() ?? this.firstDue(id)) === at.getTime();
    });
    return { at: found?.decidedAt ?? at, kept: found !== undefined };
  }

  /** When the past first wanted to look at it. */
  private firstDue(id: string): number {
    const planned = this.past.events.findLast(
      ({ type, subject }) => type === 'crm.lead.followup.planned.v1' && subject === id,
    );
    return planned ? Date.parse((planned.data as { dueAt: string }).dueAt) : NaN;
  }

  private take(turn: Turn): void {
    const { at } = turn;
    switch (turn.kind) {
      case 'stop':
        if (!turn.occurredAt || turn.occurredAt > this.anchorAt) this.stop(turn.reason, at);
        break;
      case 'anchor':
        this.anchorAt = turn.anchorAt;
        for (const step of this.open()) this.planAnew(step, this.before(step)?.handedOverAt, at);
        break;
      case 'wake':
        for (const step of this.open())
          if (step.waitsFor === turn.waitsFor && step.at > at) step.at = at;
        break;
      case 'wait':
        this.wait(turn);
        break;
      case 'dispatch':
        for (const step of this.open()) if (step.step.key === turn.step) step.at = at;
        break;
      case 'by-hand': {
        const step = this.open().find((one) => one.step.key === turn.step);
        if (step) this.settle(step, 'skipped', turn.reason, at);
      }
    }
  }

  /** What is due before somebody is back is put off until then, as it was for everybody. */
  private wait({ awayUntil, workingDaysAfter }: Extract<Turn, { kind: 'wait' }>): void {
    const place = this.place();
    const back = backAt(awayUntil, workingDaysAfter, place);
    for (const one of this.open().filter(({ at }) => at < back)) {
      const { dueAt: at, notAfter } = planAt(back, one.step, place, spreadOf(one.id));
      Object.assign(one, { at, notAfter, waitsFor: null });
    }
  }

  private decide(step: Replayed, at: Date): void {
    const situation = situationOf(this.due(step, at), this.worldAt(at));
    const { outcome, reason, nextAt, guards } = decide(situation.facts);
    if (reason !== step.waitsFor || outcome !== 'deferred')
      step.decisions.push({ at, outcome, reason, nextAt, guards });
    step.channel = situation.draft.route.channel;
    const { choice, message } = situation.draft;
    step.templateKey = message?.template.key ?? choice?.winner?.templateKey ?? null;
    if (outcome === 'deferred' && nextAt) {
      step.waitsFor = reason;
      step.at = nextAt;
      step.notAfter = plusWindowHours(nextAt, step.step.latestHours, this.place());
    } else if (outcome === 'queued') this.handOver(step, at);
    else if (outcome === 'skipped' || outcome === 'cancelled') {
      this.settle(step, outcome, reason, at);
      if (ENDS.includes(reason)) this.stop(reason ?? 'WITHDRAWN', at);
    }
  }

  /** What became of it then, if it was queued at the same moment for the same channel; else it is handed over at once. */
  private handOver(step: Replayed, at: Date): void {
    const then = this.past.followUps.find(({ id }) => id === step.id);
    if (!then || !wasQueued(then, at, step.channel) || OPEN.includes(then.state)) {
      Object.assign(step, { state: 'handed_over', at, handedOverAt: at, waitsFor: null });
    } else {
      const { state, handedOverAt, settledAt, channel } = then;
      const reason = then.reason as ReasonCode | null;
      Object.assign(step, { state, reason, handedOverAt, channel, waitsFor: null });
      step.at = handedOverAt ?? settledAt ?? at;
    }
    const [next] = this.open();
    if (next && step.handedOverAt) this.planAnew(next, step.handedOverAt);
    else if (next) this.wakeNext(at);
  }

  private settle(
    step: Replayed,
    state: 'skipped' | 'cancelled',
    reason: ReasonCode | null,
    at: Date,
  ): void {
    Object.assign(step, { state, reason, at, waitsFor: null });
    this.wakeNext(at);
  }

  private wakeNext(at: Date): void {
    for (const one of this.open()) if (one.waitsFor === 'PREVIOUS_OPEN' && one.at > at) one.at = at;
  }

  private stop(reason: ReasonCode, at: Date): void {
    for (const step of this.open())
      Object.assign(step, { state: 'cancelled', reason, at, waitsFor: null });
    this.walking = false;
  }

  private planAnew(step: Replayed, previousAt: Date | null = null, notBefore?: Date): void {
    const bounds = { previousAt, ...(notBefore && { notBefore }) };
    const plan = planStep(step.step, this.anchorAt, this.place(), spreadOf(step.id), bounds);
    Object.assign(step, { at: plan.dueAt, notAfter: plan.notAfter, waitsFor: null });
  }

  private before({ stepNumber }: Replayed): Replayed | undefined {
    return this.steps[stepNumber - 1];
  }

  private due(step: Replayed, at: Date): DueFollowUp {
    const { lead, enrolment } = this.past;
    const { id, stepNumber, notAfter, waitsFor, approvedAt } = step;
    return {
      ...{ id, leadId: lead.leadId, enrolmentId: enrolment.id, step: step.step.key, stepNumber },
      ...{ ownerId: lead.ownerId, teamId: null, territory: lead.territory, simulated: false },
      ...{ dueAt: step.at, notAfter, waitsFor, decisionNumber: 0, contactId: null },
      ...{ channel: step.channel, spentChannels: [], laterAt: laterBy(enrolment.laterAt, at) },
      approvedAt: approvedAt && approvedAt <= at ? approvedAt : null,
      anchorAt: this.anchorAt,
      enrolmentState: isPaused(enrolment.pauses, at) ? 'paused' : 'active',
      sequenceId: this.stage.draft.id,
      sequencePaused: isPaused(enrolment.sequencePauses, at),
    };
  }

  private worldAt(at: Date): World {
    const { lead, enrolment } = this.past;
    const siblings = this.steps.map(({ id, step, stepNumber, state, handedOverAt }): Sibling => ({
      ...{ id, leadId: lead.leadId, enrolmentId: enrolment.id, step: step.key },
      ...{ stepNumber, state, handedOverAt },
    }));
    return {
      ...this.stage.shared,
      now: at,
      leads: new Map([[lead.leadId, leadAt(this.past, at)]]),
      siblings: new Map([[lead.leadId, siblings]]),
      suppressed: suppressedAt(this.past, at),
      heardFrom: heardAt(this.past, at),
      settings: this.stage.settingsAt(at),
    };
  }
}

/** Whether the past queued a step at a moment for a channel; another one may have delivered it in the end. */
function wasQueued(then: PastFollowUp, at: Date, channel: string): boolean {
  return then.decisions.some(({ outcome, decidedAt, guards }) => {
    const chosen = guards.channel as { readonly channel?: string } | undefined;
    const near = Math.abs(decidedAt.getTime() - at.getTime()) <= SAME_MS;
    return outcome === 'queued' && near && (chosen?.channel ?? then.channel) === channel;
  });
}

/** At the same instant what the past decided comes before what happened; else what happened. */
function comesFirst(turn: Turn, due: { readonly at: Date; readonly kept: boolean }): boolean {
  return turn.at < due.at || (turn.at.getTime() === due.at.getTime() && !due.kept);
}

/** "Not now", once it had been said. */
function laterBy(laterAt: Date | null, at: Date): Date | null {
  return laterAt && laterAt <= at ? laterAt : null;
}

/** From when it counted before a sample arrived. */
function firstAnchor({ enrolment, events }: Past): Date {
  if (enrolment.anchorKind !== 'SAMPLE_DELIVERED') return enrolment.anchorAt;
  const registered = events.find(({ type }) => type === 'crm.lead.registered.v1');
  const at = (registered?.data as { anchorAt: string | null } | undefined)?.anchorAt;
  return at ? new Date(at) : (registered?.time ?? enrolment.startedAt);
}
