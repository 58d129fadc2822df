import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { Audit, type Scope } from '../../identity';
import { CircuitNotOpen } from '../email.problems';
import type { ProviderId } from '../providers/email.provider';
import type { CircuitView, CloseCircuit } from './circuits.dto';
import { CircuitQueries } from './circuits.queries';
import { Circuits } from './circuits.service';

/** What people may do about providers that are down. */
@Injectable()
export class CircuitActs {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly circuits: Circuits,
    private readonly queries: CircuitQueries,
  ) {}

  /** @throws CircuitNotOpen when the provider is asked already */
  async close(scope: Scope, provider: ProviderId, { reason }: CloseCircuit): Promise<CircuitView> {
    return this.db.transaction(scope, async (tx) => {
      const before = await this.circuits.closeByHand(tx, provider);
      if (!before) throw new CircuitNotOpen();
      await this.audit.write(tx, {
        act: 'email-circuits.close',
        subjectId: null,
        before: { provider, state: before.state },
        after: { provider, state: 'closed' },
        why: reason,
      });
      tx.afterCommit(() => this.loops.wake('email.send'));
      return this.queries.one(tx, provider);
    });
  }
}
