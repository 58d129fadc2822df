import type { MailParts } from '../sending/mime.rules';

export const PROVIDER_IDS = ['sendgrid', 'ses', 'smtp'] as const;
/** By which way a mail leaves; attempts, mails and events name it so. */
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** A mail as it goes onto the wire. */
export interface BuiltMail {
  /** Its id in 26 characters: what providers give back with whatever they tell of it. */
  readonly mid: string;
  /** Whom a server tells that it comes back. */
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
  /** What `raw` is made of, for providers that build it themselves. */
  readonly parts: MailParts;
}

/** Names the sink in attempts, mails and events: simulated ones never reach a real provider. */
export const SINK = 'sink';

/** What became of one call. A provider never throws and never tries again by itself. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      readonly providerMessageId: string | null;
      /** The Message-ID that the provider gave it in place of ours, without angle brackets. */
      readonly wireMessageId: string | null;
      readonly response: string;
    }
  | (Refusal & { readonly kind: 'permanent'; readonly scope: 'recipient' | 'content' | 'account' })
  /** `message`: it says something about this mail or its address; `provider`: about the way itself. */
  | (Refusal & { readonly kind: 'transient'; readonly scope: 'message' | 'provider' })
  | (Refusal & {
      readonly kind: 'throttled';
      readonly scope: 'rate' | 'daily';
      readonly retryAfterSeconds: number | null;
    })
  | (Refusal & { readonly kind: 'not_accepted' })
  | (Refusal & { readonly kind: 'ambiguous' });

export type OutcomeKind = Outcome['kind'];
export const SCOPES = [
  'recipient',
  'content',
  'account',
  'message',
  'provider',
  'rate',
  'daily',
] as const;
export type OutcomeScope = (typeof SCOPES)[number];

export interface Refusal {
  /** How far the dialogue had come. */
  readonly phase: Phase;
  /** Reply code or error code. */
  readonly code: string;
  /** Enhanced status code, RFC 3463. */
  readonly enhanced: string | null;
  readonly response: string;
}

/** `connecting` until the session is signed in, `session` until the body begins, `data` until its reply. */
export type Phase = 'rendering' | 'connecting' | 'session' | 'data';

/** What a provider allows its account. */
export interface Quota {
  readonly perSecond: number;
  readonly perDay: number;
  /** Of the last 24 hours. */
  readonly used: number;
}

/** A door to the outside through which mail leaves. */
export abstract class EmailProvider {
  abstract readonly id: ProviderId;

  /** Hands one mail over. */
  abstract send(mail: BuiltMail): Promise<Outcome>;

  /** Whether the other side would take mail now; sends none. @throws the reason when it would not */
  abstract verify(): Promise<void>;

  /** @returns null where the provider does not say what it allows */
  quota(): Promise<Quota | null> {
    return Promise.resolve(null);
  }
}
