import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { LeadNotFound } from './leads.problems';

/** Whether a lead is there, for lists of what belongs to it. */
@Injectable()
export class VisibleLeads {
  /** @throws LeadNotFound also for a lead outside the scope, so that nobody learns that it exists */
  async require(tx: Tx, id: string): Promise<void> {
    const found = await tx.rows('SELECT id FROM leads WHERE id = $1', [id], 'leads.visible');
    if (found.length === 0) throw new LeadNotFound();
  }
}
