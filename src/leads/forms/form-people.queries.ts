import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ConsentBasis, ConsentState } from '../privacy/consents.dto';
import type { IdentityValue } from '../registration.rules';

/** Somebody at a lead, and their last word on advertising by e-mail. */
export interface ReachedContact {
  readonly id: string;
  readonly blocked: boolean;
  /** What the last word rests on; the word itself where it was a no; null for one who has said nothing. */
  readonly basis: ConsentBasis | Exclude<ConsentState, 'given'> | null;
}

/** The lead that a form is about. */
export interface Reached {
  readonly leadId: string;
  readonly ownerId: string | null;
  readonly simulated: boolean;
  /** Who has the address; null when the lead was known by the number alone. */
  readonly contact: ReachedContact | null;
}

type Row = Omit<Reached, 'contact'> & { readonly email: string | null };

/** Whom a form means. Needs the rights of the system. */
@Injectable()
export class FormPeople {
  /** An address tells more than a number. */
  async reached(tx: Tx, values: readonly IdentityValue[]): Promise<Reached | null> {
    const [row] = await tx.rows<Row>(
      `SELECT l.id AS "leadId", l.owner_id AS "ownerId", l.simulated, CASE i.kind WHEN 'email' THEN i.value END AS email
         FROM jsonb_to_recordset($1::jsonb) AS v(kind text, value text)
         JOIN lead_identities i ON i.kind = v.kind AND i.value = v.value AND i.overridden_at IS NULL
         JOIN leads l ON l.id = i.lead_id ORDER BY i.kind = 'email' DESC, l.id LIMIT 1`,
      [JSON.stringify(values)],
    );
    if (!row) return null;
    const { email, ...lead } = row;
    return { ...lead, contact: email === null ? null : await this.contact(tx, row.leadId, email) };
  }

  private async contact(tx: Tx, leadId: string, email: string): Promise<ReachedContact | null> {
    const [found] = await tx.rows<ReachedContact>(
      `SELECT c.id, c.blocked_at IS NOT NULL AS blocked, (
                SELECT coalesce(k.basis, k.state) FROM lead_consents k
                 WHERE k.lead_id = c.lead_id AND k.contact_id = c.id AND k.channel = 'email' AND k.purpose = 'advertising'
                 ORDER BY k.given_at DESC, k.id DESC LIMIT 1) AS basis
         FROM lead_contacts c WHERE c.lead_id = $1 AND c.email = $2 ORDER BY c.is_primary DESC, c.id LIMIT 1`,
      [leadId, email],
    );
    return found ?? null;
  }
}
