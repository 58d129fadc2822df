import type { Detected, InboundKind } from './kind.rules';
import type { Match } from './matching.queries';
import type { ParsedMail, RawInbound } from './parsed-mail.rules';
import type { Signals } from './signals.rules';

/** A mail taken apart, with all that is known of it before the database is asked. */
export interface Arrival extends RawInbound {
  readonly mail: ParsedMail;
  readonly from: string;
  readonly sha256: Buffer;
  readonly signals: Signals;
  readonly detected: Detected;
  readonly receivedAt: Date;
}

/** What the mail is about, as far as it can be told. */
export interface Placement {
  readonly match: Match | null;
  /** Known even without a match, by the sender alone. */
  readonly subjectId: string | null;
  readonly contactId: string | null;
  /** The right token from another address. */
  readonly otherSender: boolean;
}

export interface Taken {
  readonly inboundId: string;
  readonly kind: InboundKind;
  /** It had come in before; nothing was changed. */
  readonly duplicate: boolean;
}
