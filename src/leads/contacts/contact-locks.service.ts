import { Injectable } from '@nestjs/common';
import { lockKeys, type Tx } from '../../core/database';
import { Suppressions } from '../../email';

/** Keeps an answer, a withdrawal or a block and the hand-over of a message from passing each other. */
@Injectable()
export class ContactLocks {
  constructor(private readonly suppressions: Suppressions) {}

  /** Takes the locks of every address and number of a lead, until the transaction ends. */
  async lock(tx: Tx, leadId: string): Promise<void> {
    const rows = await tx.rows<{ value: string }>(
      `SELECT v.value FROM lead_contacts c CROSS JOIN LATERAL unnest(ARRAY[c.email, c.phone, c.mobile]) AS v(value)
        WHERE c.lead_id = $1 AND v.value IS NOT NULL`,
      [leadId],
      'leads.contact-values',
    );
    await lockKeys(tx, this.suppressions.contactKeys(rows.map(({ value }) => value)));
  }
}
