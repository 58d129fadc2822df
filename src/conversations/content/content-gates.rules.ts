import type { GrantState } from './delivery.rules';
import { nextOpen, type OpenHours } from './hours.rules';
import { obstacleTo, type Recipient } from './recipients.rules';

export type Verdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'later'; readonly notBefore: Date };

/** What an announcement depends on at the moment of its hand-over. */
export interface AnnouncementFacts {
  readonly now: Date;
  readonly state: GrantState;
  readonly expiresAt: Date;
  /** Null for a grant of no campaign. */
  readonly campaignState: string | null;
  /** Neither switched off nor restored elsewhere. */
  readonly enabled: boolean;
  readonly approved: boolean;
  /** Null when there is no such contact any more. */
  readonly recipient: Pick<Recipient, 'open' | 'blocked' | 'phone' | 'consentId' | 'zone'> | null;
  readonly hours: OpenHours;
}

const SOON_MS = 60_000;

/** What a pause would put off waits; what would not be announced any more is withdrawn. */
export function announcementVerdict(facts: AnnouncementFacts): Verdict {
  const { now, state, expiresAt, campaignState, enabled, approved, recipient, hours } = facts;
  const cancel = (reason: string): Verdict => ({ kind: 'cancel', reason });
  if (campaignState === 'stopped') return cancel('campaign_stopped');
  // Whoever asked already needs no telling.
  if (state !== 'pending') return cancel('not_pending');
  if (expiresAt <= now) return cancel('expired');
  if (!approved) return cancel('not_approved');
  if (!recipient) return cancel('contact_gone');
  const obstacle = obstacleTo(recipient);
  if (obstacle) return cancel(obstacle.toLowerCase());
  const soon = new Date(now.getTime() + SOON_MS);
  if (!enabled || campaignState === 'paused')
    return { kind: 'later', notBefore: nextOpen(soon, recipient.zone, hours) };
  const open = nextOpen(now, recipient.zone, hours);
  return open > now ? { kind: 'later', notBefore: open } : { kind: 'send' };
}

/** What a contact asked for is brought, unless it was taken back meanwhile. */
export function itemVerdict(state: GrantState): Verdict {
  return state === 'expired' ? { kind: 'cancel', reason: 'taken_back' } : { kind: 'send' };
}
