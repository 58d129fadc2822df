import { Injectable } from '@nestjs/common';
import { lockKeys, type Tx } from '../../core/database';
import { Suppressions } from '../../email';

/** Keeps an answer, a withdrawal or a block and the hand-over of a message from passing each other. */
@Injectable()
export class ContactLocks {
  constructor(private readonly suppressions: Suppressions) {}

  /** Takes the locks of every address and number of a lead, until the transaction ends. */
  lock(tx: Tx, leadId: string): Promise<void> {
    return this.lockAll(tx, [leadId]);
  }

  /** As {@link lock}, for several leads, in one order for all who do so. */
  async lockAll(tx: Tx, leadIds: readonly string[]): Promise<void> {
    if (leadIds.length === 0) return;
    const rows = await tx.rows<{ value: string }>(
      `SELECT v.value FROM lead_contacts c CROSS JOIN LATERAL unnest(ARRAY[c.email, c.phone, c.mobile]) AS v(value)
        WHERE c.lead_id = ANY ($1::uuid[]) AND v.value IS NOT NULL`,
      [leadIds],
      'leads.contact-values',
    );
    await lockKeys(tx, this.suppressions.contactKeys(rows.map(({ value }) => value)));
  }
}
