import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { Audit, type Scope } from '../../identity';
import { DeadLetterNotFound } from '../whatsapp.problems';
import { WORK_LOOP } from './intake.service';

/** Gives what was given up another five attempts. */
@Injectable()
export class WebhookDeadLetters {
  constructor(
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly audit: Audit,
  ) {}

  /** @throws DeadLetterNotFound */
  async replay(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const [found] = await tx.rows<{ key: string }>(
        `UPDATE whatsapp_items SET state = 'pending', attempts = 0, retry_at = NULL, settled_at = NULL
          WHERE id = $1 AND state = 'dead' RETURNING key`,
        [id],
      );
      if (!found) throw new DeadLetterNotFound();
      await this.audit.write(tx, { act: 'webhook.replay', subjectId: id, after: found });
      tx.afterCommit(() => this.loops.wake(WORK_LOOP));
    });
  }
}
