import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Templates } from '../../email';
import { UsersQueries } from '../../identity';
import type { Group } from './filter.dto';

/** Names of groups, where their key is an id that somebody has given a name. */
@Injectable()
export class LabelsQueries {
  constructor(
    private readonly users: UsersQueries,
    private readonly templates: Templates,
  ) {}

  async label(
    tx: Tx,
    groupBy: Group | undefined,
    keys: readonly (string | null)[],
  ): Promise<Map<string, string>> {
    if (groupBy === 'owner') return this.users.names(tx, keys);
    if (groupBy === 'templateVersion')
      return this.templates.titles(
        tx,
        keys.filter((key) => key !== null),
      );
    if (groupBy !== 'territory') return new Map();
    const markets = await this.users.markets(tx);
    return new Map([...markets.values()].map(({ code, name }) => [code, name]));
  }
}
