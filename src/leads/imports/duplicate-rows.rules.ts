import type { IdentityValue } from '../registration.rules';
import type { Skip } from './import-rows.rules';

/** Who has an address or number already: a lead, or an earlier row of the file that will become one. */
export interface Holder {
  readonly row: number | null;
  readonly leadId: string | null;
}

export interface Duplicate {
  readonly reason: Skip;
  readonly holder: Holder;
}

interface Candidate {
  readonly row: number;
  readonly fingerprint: string;
  readonly identities: readonly IdentityValue[];
}

const keyOf = ({ kind, value }: IdentityValue) => `${kind}:${value}`;

/** What is taken while rows are gone through in their order; grows with every row that will be created. */
export class TakenValues {
  private readonly holders = new Map<string, Holder>();
  private readonly imported = new Map<string, Holder>();

  hold(identity: IdentityValue, holder: Holder): void {
    if (!this.holders.has(keyOf(identity))) this.holders.set(keyOf(identity), holder);
  }

  /** A row with the same content became this lead in an earlier import. */
  remember(fingerprint: string, leadId: string): void {
    this.imported.set(fingerprint, { row: null, leadId });
  }

  /** Takes the row's values, unless somebody has one of them. */
  settle({ row, fingerprint, identities }: Candidate): Duplicate | null {
    const before = this.imported.get(fingerprint);
    if (before) return { reason: 'already_imported', holder: before };
    for (const kind of ['email', 'phone'] as const) {
      const holder = identities
        .filter((identity) => identity.kind === kind)
        .map((identity) => this.holders.get(keyOf(identity)))
        .find((found) => found !== undefined);
      if (holder) return { reason: `duplicate_${kind}`, holder };
    }
    for (const identity of identities) this.hold(identity, { row, leadId: null });
    return null;
  }
}
