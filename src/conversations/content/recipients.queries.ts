import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { type Recipient, recipientOf } from './recipients.rules';

/** Who the contacts of leads are, for many leads at once. */
@Injectable()
export class RecipientsQueries {
  constructor(
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
  ) {}

  /** All contacts of these leads by their ids, the primary one of each lead first; those out of sight are missing. */
  async of(tx: Tx, leadIds: readonly string[]): Promise<ReadonlyMap<string, Recipient>> {
    const leads = await this.leads.forFollowUps(tx, [...new Set(leadIds)]);
    const [markets, names] = await Promise.all([
      this.users.markets(tx),
      this.users.names(
        tx,
        [...leads.values()].map(({ ownerId }) => ownerId),
      ),
    ]);
    return new Map(
      [...leads.values()].flatMap((lead) =>
        lead.contacts.map((contact): [string, Recipient] => [
          contact.id,
          recipientOf(
            lead,
            contact,
            markets.get(lead.territory),
            names.get(lead.ownerId ?? '') ?? null,
          ),
        ]),
      ),
    );
  }
}
