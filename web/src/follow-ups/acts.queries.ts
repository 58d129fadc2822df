import { api, call, type Schemas } from '../core/api';
import type { FollowUpRow } from './follow-ups.queries';

export const ACTS = ['approval', 'dispatch', 'pause', 'resumption', 'skip', 'completion'] as const;
export type Act = (typeof ACTS)[number];
export const OUTCOMES = ['SUCCESSFUL', 'NO_ANSWER', 'CALLBACK_REQUESTED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a person says to an act; the outcome belongs to `completion`. */
export interface Said {
  readonly reason: string;
  readonly outcome?: Outcome;
  readonly callbackOn?: string | undefined;
}

/** Also what only takes an act back, and so is never offered by itself. */
export type Doable = Act | 'recall';

/** What takes an act back; the others cannot be taken back. */
export const BACK: Partial<Record<Doable, Doable>> = {
  pause: 'resumption',
  resumption: 'pause',
  dispatch: 'recall',
};
/** These are about all steps of a lead, so that one follow-up of it stands for the others. */
const ABOUT_THE_LEAD: readonly Doable[] = ['pause', 'resumption'];
const OPEN_STATES: readonly FollowUpRow['state'][] = ['planned', 'due', 'overdue', 'deferred'];

/** What a row allows now. */
export function actsOf(row: FollowUpRow): Act[] {
  if (!OPEN_STATES.includes(row.state)) return [];
  if (row.paused) return ['resumption', 'skip', 'completion'];
  const approval: Act[] = row.reason === 'AWAITING_APPROVAL' ? ['approval'] : [];
  return [...approval, 'dispatch', 'pause', 'skip', 'completion'];
}

/** The rows that an act is to be sent for. */
export function targetsOf(act: Doable, rows: readonly FollowUpRow[]): FollowUpRow[] {
  if (act === 'recall') return [...rows];
  const able = rows.filter((row) => actsOf(row).includes(act));
  if (!ABOUT_THE_LEAD.includes(act)) return able;
  return [...new Map(able.map((row) => [row.leadId, row])).values()];
}

type View = Schemas['FollowUpView'];

/** `intent` stays the same over retries of one press of the button. */
export function actOn(id: string, act: Doable, said: Said, intent: string): Promise<View> {
  const common = { params: { path: { id } }, headers: { 'idempotency-key': intent } };
  const { reason, outcome, callbackOn } = said;
  switch (act) {
    case 'approval':
      return call(api.POST('/v1/follow-ups/{id}/approval', { ...common, body: { reason } }));
    case 'dispatch':
      return call(api.POST('/v1/follow-ups/{id}/dispatch', { ...common, body: { reason } }));
    case 'recall':
      return call(api.POST('/v1/follow-ups/{id}/recall', { ...common, body: { reason } }));
    case 'pause':
      return call(api.POST('/v1/follow-ups/{id}/pause', { ...common, body: { reason } }));
    case 'resumption':
      return call(api.POST('/v1/follow-ups/{id}/resumption', { ...common, body: { reason } }));
    case 'skip':
      return call(api.POST('/v1/follow-ups/{id}/skip', { ...common, body: { reason } }));
    case 'completion': {
      const body = { reason, outcome: outcome ?? 'SUCCESSFUL', callbackOn };
      return call(api.POST('/v1/follow-ups/{id}/completion', { ...common, body }));
    }
  }
}
