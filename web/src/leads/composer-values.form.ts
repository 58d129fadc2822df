import { currentTime } from '../core/now';
import { clockAt, instantAt } from '../core/zoned';
import { type ACTIVITY_OUTCOMES, logActivity, openTask } from './work.queries';

export const MODES = ['activity', 'note', 'task'] as const;
export type Mode = (typeof MODES)[number];

export interface Values {
  text: string;
  kind: string;
  outcome: string | null;
  nextAction: string;
  nextActionOn: string | null;
  dueOn: string | null;
  assigneeId: string | null;
}

const DUE_AT = '09:00';
export const EMPTY: Values = {
  text: '',
  kind: 'CALL',
  outcome: null,
  nextAction: '',
  nextActionOn: null,
  dueOn: null,
  assigneeId: null,
};

/** An activity says enough by its kind and outcome; a note and a task need words, a task its day. */
export function whatIsMissing(values: Values, mode: Mode): 'text' | 'dueOn' | null {
  const silent = values.text.trim() === '';
  if (silent && (mode !== 'activity' || values.outcome === null)) return 'text';
  return mode === 'task' && values.dueOn === null ? 'dueOn' : null;
}

export async function save(
  leadId: string,
  mode: Mode,
  values: Values,
  timeZone: string,
  intent: string,
): Promise<void> {
  const text = values.text.trim() || null;
  if (mode === 'task') {
    const dueAt = instantAt(values.dueOn ?? clockAt(currentTime(), timeZone).day, DUE_AT, timeZone);
    await openTask(
      {
        leadId,
        text: text ?? '',
        dueAt: dueAt.toISOString(),
        ...(values.assigneeId && { assigneeId: values.assigneeId }),
      },
      intent,
    );
    return;
  }
  const isNote = mode === 'note';
  await logActivity(
    leadId,
    {
      kind: isNote ? 'NOTE' : values.kind,
      text,
      outcome: isNote ? null : (values.outcome as (typeof ACTIVITY_OUTCOMES)[number] | null),
      nextAction: isNote ? null : values.nextAction.trim() || null,
      nextActionOn: isNote ? null : values.nextActionOn,
    },
    intent,
  );
}
