import type { LeadRow } from './leads.queries';

export type Protection = NonNullable<LeadRow['protection']>;

const DAY_MS = 86_400_000;

/** What has to happen by when, the most pressing: a first contact, progress, or the end itself. */
export function deadlineOf({
  state,
  preClaim,
  progressDueAt,
  lapsesAt,
}: Protection): { kind: 'contact' | 'progress' | 'lapse'; at: string } | null {
  if (state === 'LAPSED' || state === 'STOPPED') return null;
  const isProgress =
    !preClaim && state !== 'GRACE' && progressDueAt !== null && progressDueAt < (lapsesAt ?? '9');
  if (isProgress) return { kind: 'progress', at: progressDueAt };
  return lapsesAt === null ? null : { kind: preClaim ? 'contact' : 'lapse', at: lapsesAt };
}

/** Whole days until then; none once it is over. */
export function daysLeft(at: string, now: Date): number {
  return Math.max(0, Math.floor((new Date(at).getTime() - now.getTime()) / DAY_MS));
}
