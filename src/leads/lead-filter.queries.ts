import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import { type Scope, UsersQueries } from '../identity';
import { Conditions, filterConditions } from './lead-filter.rules';
import type { LeadFilter } from './leads.dto';
import { dueCondition } from './touches/due.rules';
import { Touches } from './touches/touches.queries';

/** The typed filter as SQL, the one way from it to rows: list, counts, bulk acts and exports find the same leads. */
@Injectable()
export class LeadFilters {
  constructor(
    private readonly clock: Clock,
    private readonly users: UsersQueries,
    private readonly touches: Touches,
  ) {}

  /** What leads `l` have to meet; whoever asks may add more. */
  async conditions(tx: Tx<Scope>, filter: LeadFilter): Promise<Conditions> {
    const where = new Conditions();
    filterConditions(where, filter, tx.scope);
    if (filter.due) {
      const markets = [...(await this.users.markets(tx)).values()];
      const context = { now: this.clock.now(), markets, touches: this.touches.sql };
      dueCondition(where, filter.due, context);
    }
    return where;
  }
}
