import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Tx } from '../../core/database';
import { CustomersQueries } from '../../customers';
import { LeadsQueries } from '../../leads';

export const AboutSchema = z
  .object({ kind: z.enum(['lead', 'customer']), id: z.uuid(), company: z.string() })
  .nullable()
  .meta({ description: 'The lead or customer that the subject is; null where it is neither' });
export type About = z.output<typeof AboutSchema>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the subjects of events are; one may also be a person of ours or a thing. */
@Injectable()
export class Subjects {
  constructor(
    private readonly leads: LeadsQueries,
    private readonly customers: CustomersQueries,
  ) {}

  /** The leads and customers among the subjects, by their ids. */
  async about(
    tx: Tx,
    subjects: readonly string[],
  ): Promise<ReadonlyMap<string, NonNullable<About>>> {
    const ids = subjects.filter((subject) => UUID.test(subject));
    const named = (kind: 'lead' | 'customer', found: ReadonlyMap<string, string>) =>
      [...found].map(([id, company]) => [id, { kind, id, company }] as const);
    return new Map([
      ...named('customer', await this.customers.companies(tx, ids)),
      ...named('lead', await this.leads.companies(tx, ids)),
    ]);
  }
}
