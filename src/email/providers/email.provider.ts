/** A mail as it goes onto the wire. */
export interface BuiltMail {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/** What became of one call. A provider never throws and never tries again by itself. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      readonly providerMessageId: string | null;
      readonly response: string;
    }
  | (Refusal & { readonly kind: 'permanent'; readonly scope: 'recipient' | 'content' | 'account' })
  | (Refusal & { readonly kind: 'transient' })
  | (Refusal & { readonly kind: 'throttled'; readonly retryAfterSeconds: number | null })
  | (Refusal & { readonly kind: 'not_accepted' })
  | (Refusal & { readonly kind: 'ambiguous' });

export type OutcomeKind = Outcome['kind'];

interface Refusal {
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

/** A door to the outside through which mail leaves. */
export abstract class EmailProvider {
  abstract readonly id: string;

  /** Hands one mail over. */
  abstract send(mail: BuiltMail): Promise<Outcome>;

  /** Whether the other side would take mail now; sends none. @throws the reason when it would not */
  abstract verify(): Promise<void>;
}
