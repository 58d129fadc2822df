import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { AccessQueries, UsersQueries } from '../identity';
import { Customer } from './customer.entity';

/** Customers go where their owner goes, or to whoever takes over. */
@Injectable()
export class Succession {
  constructor(
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
  ) {}

  /** Places every customer of one person with another, or anew with the same one in another team. */
  async passOn(tx: Tx, from: string, to: string): Promise<void> {
    const owner = await this.users.assignable(tx, to);
    if (!owner) return;
    const theirs = await tx.manager.find(Customer, {
      where: { ownerId: from },
      order: { id: 'ASC' },
    });
    for (const { id: subjectId, territory, simulated } of theirs)
      await this.access.place(tx, {
        ...{ subjectId, kind: 'customer', ownerId: owner.id, teamId: owner.teamId },
        ...{ territory, simulated },
      });
  }
}
