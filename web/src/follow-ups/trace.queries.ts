import { api, call, type Schemas } from '../core/api';
import type { Tone } from '../core/theme';
import type { TagIcon } from '../parts/tag';

export type Trace = Schemas['FollowUpTrace'];
export type TraceStep = Schemas['FollowUpTraceStep'];
export type Decision = Schemas['FollowUpDecision'];
export type Guard = Decision['guards'][number];
export type StepState = TraceStep['state'] | 'deferred';

const ACT_PATHS = {
  pause: '/v1/follow-ups/{id}/pause',
  resumption: '/v1/follow-ups/{id}/resumption',
  skip: '/v1/follow-ups/{id}/skip',
  dispatch: '/v1/follow-ups/{id}/dispatch',
  recall: '/v1/follow-ups/{id}/recall',
  approval: '/v1/follow-ups/{id}/approval',
} as const;
export type FollowUpAct = keyof typeof ACT_PATHS;

/** `intent` stays the same over retries of one press of the button. */
export const actOn = (
  id: string,
  act: FollowUpAct,
  reason: string,
  intent: string,
): Promise<Schemas['FollowUpView']> =>
  call(
    api.POST(ACT_PATHS[act], {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
      body: { reason },
    }),
  );

/** How a state looks: tone and icon of the design's state table. */
export const STATE_LOOK: Readonly<Record<StepState, { tone: Tone; icon: TagIcon }>> = {
  planned: { tone: 'idle', icon: 'clock' },
  deferred: { tone: 'warn', icon: 'hourglass' },
  queued: { tone: 'info', icon: 'send' },
  handed_over: { tone: 'info', icon: 'check' },
  failed: { tone: 'bad', icon: 'alert-octagon' },
  unknown: { tone: 'warn', icon: 'help-circle' },
  skipped: { tone: 'idle', icon: 'minus' },
  cancelled: { tone: 'idle', icon: 'x' },
};

export const stateOf = ({ state, reason }: Pick<TraceStep, 'state' | 'reason'>): StepState =>
  state === 'planned' && reason !== null ? 'deferred' : state;

/** The step that a person asks about: the next one, else the first that is open, else the last. */
export function focusOf({ next, followUps }: Trace): TraceStep | undefined {
  const isNext = followUps.find(({ id }) => id === next?.followUpId);
  return isNext ?? followUps.find(({ state }) => state === 'planned') ?? followUps.at(-1);
}

/** Acts that this step allows now, in the order of the buttons. */
export function actsOf(step: TraceStep, paused: boolean): FollowUpAct[] {
  if (step.state !== 'planned') return [];
  const approval: FollowUpAct[] = step.reason === 'AWAITING_APPROVAL' ? ['approval'] : [];
  return paused ? ['resumption', 'skip'] : [...approval, 'pause', 'skip', 'dispatch'];
}
