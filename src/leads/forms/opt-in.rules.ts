import type { OptIn } from './opt-in.entity';

const DAY_MS = 86_400_000;
/** A link is good for so long. */
const LINK_DAYS = 7;
/** The one reminder comes so late, while the link is still good. */
const REMINDER_DAYS = 2;
/** What nobody confirmed is deleted. */
const KEPT_DAYS = 30;

type Times = Pick<OptIn, 'askedAt' | 'remindedAt' | 'confirmedAt'>;
export type OptInStep = 'remind' | 'end' | 'wait';
/** What the page behind a link says. */
export type OptInState = 'asking' | 'confirmed' | 'expired' | 'unknown';

export const linkEnd = (askedAt: Date): Date => after(askedAt, LINK_DAYS);
export const reminderDue = (askedAt: Date): Date => after(askedAt, REMINDER_DAYS);
export const keptUntil = (askedAt: Date): Date => after(askedAt, KEPT_DAYS);

/** A link that was used shows what it did, also when its time is over. */
export function stateOf({ askedAt, confirmedAt }: Times, now: Date): OptInState {
  if (confirmedAt !== null) return 'confirmed';
  return now < linkEnd(askedAt) ? 'asking' : 'expired';
}

/** What is to be done now; nobody is reminded of a link that does not work any more. */
export function stepOf(times: Times, now: Date): OptInStep {
  const { askedAt, remindedAt } = times;
  if (now >= keptUntil(askedAt)) return 'end';
  const isOpen = stateOf(times, now) === 'asking' && remindedAt === null;
  return isOpen && now >= reminderDue(askedAt) ? 'remind' : 'wait';
}

/** `s•••@hotel-adler.example`: enough to know one's own address, too little for anybody else. */
export function masked(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
}

function after(from: Date, days: number): Date {
  return new Date(from.getTime() + days * DAY_MS);
}
