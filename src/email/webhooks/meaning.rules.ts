import type { ReturnClass } from '../inbound/bounce.rules';
import { statusIn } from '../inbound/refusal.rules';
import { provesNoSuchAddress } from '../providers/smtp-outcome.rules';
import type { Reporter, Said } from './webhook.rules';

/** What an event says about a mail. That it says anything proves that the provider has the mail. */
export type Meaning =
  | { readonly what: 'accepted' | 'delivered' | 'unsubscribed' | 'nothing' }
  | {
      readonly what: 'returned';
      readonly bounce: ReturnClass;
      readonly code: string | null;
      /** Null for the reason that goes with the class. */
      readonly reason: string | null;
    }
  | { readonly what: 'complained'; readonly feedbackType: string }
  /** The provider keeps a list of its own and sent nothing. */
  | {
      readonly what: 'held';
      readonly because: 'HARD_BOUNCE' | 'COMPLAINT' | 'UNSUBSCRIBED';
      readonly code: string | null;
    };

const SENDGRID: Readonly<Record<string, (said: Said) => Meaning>> = {
  processed: () => ({ what: 'accepted' }),
  delivered: () => ({ what: 'delivered' }),
  deferred: (said) => returned('delayed', codeOf(said)),
  bounce: (said) => returned(sendGridClass(said), codeOf(said)),
  dropped,
  spamreport: () => ({ what: 'complained', feedbackType: 'abuse' }),
  unsubscribe: () => ({ what: 'unsubscribed' }),
  group_unsubscribe: () => ({ what: 'unsubscribed' }),
};

const SES: Readonly<Record<string, (said: Said) => Meaning>> = {
  Send: () => ({ what: 'accepted' }),
  Delivery: () => ({ what: 'delivered' }),
  DeliveryDelay: (said) => returned('delayed', codeOf(said)),
  Bounce: sesBounce,
  Complaint: sesComplaint,
  // Found to be harmful after it was accepted: the content's fault, never the address's.
  Reject: () => returned('blocked', null, 'REJECTED'),
  Subscription: ({ unsubscribesAll }) => ({
    what: unsubscribesAll === 'true' ? 'unsubscribed' : 'nothing',
  }),
};

const MEANINGS = { sendgrid: SENDGRID, ses: SES } as const;
/** Every word that means something, and what we ignore on purpose. */
const WORDS: readonly string[] = [
  ...Object.keys(SENDGRID),
  ...Object.keys(SES),
  ...['open', 'click', 'Open', 'Click', 'group_resubscribe', 'Rendering Failure'],
];

/** Words that nobody has met mean nothing, and are kept. */
export function meaningOf(provider: Reporter, kind: string, said: Said): Meaning {
  const read = Object.hasOwn(MEANINGS[provider], kind) ? MEANINGS[provider][kind] : undefined;
  return read?.(said) ?? { what: 'nothing' };
}

/** For the label of a metric: a word of the provider, or `other`. */
export function wordOf(kind: string): string {
  return WORDS.includes(kind) ? kind : 'other';
}

function returned(bounce: ReturnClass, code: string | null, reason: string | null = null): Meaning {
  return { what: 'returned', bounce, code, reason };
}

/** Written as a status of its own, or in what the server said. */
function codeOf({ status = '', reason = '', response = '' }: Said): string | null {
  const [written] = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status) ?? [];
  return written && !written.endsWith('.0.0') ? written : statusIn(`${response} ${reason}`.trim());
}

/** Whether the code speaks of the address at all, and not of us: X.7 is policy, X.2.2 a full mailbox, 4 passes by. */
function isAbout(code: string | null): boolean {
  return code === null || !/^4|^5\.(7|2\.2|3)/.test(code);
}

function sendGridClass(said: Said): ReturnClass {
  const code = codeOf(said);
  const classified = (said['classification'] ?? '').toLowerCase();
  if (said['type']?.toLowerCase() === 'blocked') return 'blocked';
  if (provesNoSuchAddress(code)) return 'hard';
  if (/^(content|reputation|frequency)/.test(classified) || code?.startsWith('5.7.'))
    return 'blocked';
  const nobodyThere = /^(invalid address|mailbox unavailable)$/.test(classified);
  return nobodyThere && isAbout(code) ? 'hard' : 'soft';
}

/** @see Twilio, "Drops": each reason is a list that SendGrid keeps for us */
function dropped(said: Said): Meaning {
  // Nobody asked a server, so there is no code of one.
  const code = null;
  const reason = (said['reason'] ?? '').toLowerCase();
  if (/^(bounced|invalid)/.test(reason)) return { what: 'held', because: 'HARD_BOUNCE', code };
  if (reason.startsWith('unsubscribed')) return { what: 'held', because: 'UNSUBSCRIBED', code };
  if (reason.startsWith('spam report')) return { what: 'held', because: 'COMPLAINT', code };
  return returned('blocked', code, 'DROPPED');
}

function sesBounce(said: Said): Meaning {
  const { type = '', subType = '' } = said;
  const code = codeOf(said);
  if (/^(Suppressed|OnAccountSuppressionList)$/.test(subType))
    return { what: 'held', because: 'HARD_BOUNCE', code };
  if (type === 'Permanent') {
    if (code?.startsWith('5.7.')) return returned('blocked', code);
    return returned(subType === 'NoEmail' || isAbout(code) ? 'hard' : 'soft', code);
  }
  const isOurs = /^(MessageTooLarge|ContentRejected|AttachmentRejected)$/.test(subType);
  return returned(isOurs ? 'blocked' : 'soft', code);
}

function sesComplaint({ subType, feedbackType = 'abuse' }: Said): Meaning {
  if (subType === 'OnAccountSuppressionList')
    return { what: 'held', because: 'COMPLAINT', code: null };
  if (feedbackType === 'not-spam') return { what: 'nothing' };
  return { what: 'complained', feedbackType: feedbackType.toLowerCase().slice(0, 40) };
}
