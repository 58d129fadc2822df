import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type LeadForConversion, LeadsQueries } from '../../leads';
import { identitiesOf, keyOf } from '../conversion/identity.rules';
import { KnownCustomers } from '../conversion/known-customers.queries';
import { type Answer, type FactSources, UNLOCK } from './answer.rules';

/** What the facts of answers are made of, for many at once. */
@Injectable()
export class FactsQueries {
  constructor(
    private readonly leads: LeadsQueries,
    private readonly known: KnownCustomers,
  ) {}

  /** Leads outside the scope, or erased, are missing. */
  async sources(tx: Tx, answers: readonly Answer[]): Promise<FactSources> {
    const leadIds = [...new Set(answers.map(({ leadId }) => leadId))];
    const leads = await this.leads.forConversion(tx, leadIds);
    return {
      leads,
      steps: await this.steps(tx, answers),
      duplicates: await this.duplicates(tx, [...leads.values()]),
      unlocks: await this.unlocks(tx, leadIds),
    };
  }

  private async steps(tx: Tx, answers: readonly Answer[]): Promise<Map<string, string>> {
    const ids = answers.flatMap(({ followUpId }) => followUpId ?? []);
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; step: string }>(
      'SELECT follow_up_id AS id, step FROM conversion_touches WHERE follow_up_id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, step }) => [id, step]));
  }

  private async duplicates(tx: Tx, leads: readonly LeadForConversion[]): Promise<Set<string>> {
    const taken = await this.known.taken(
      tx,
      leads.flatMap((lead) => identitiesOf(lead)),
    );
    return new Set(
      leads
        .filter((lead) => identitiesOf(lead).some((value) => taken.has(keyOf(value))))
        .map(({ leadId }) => leadId),
    );
  }

  private async unlocks(tx: Tx, leadIds: readonly string[]): Promise<Map<string, Date[]>> {
    const rows = await tx.rows<{ leadId: string; at: Date }>(
      `SELECT subject_id AS "leadId", responded_at AS at FROM conversion_evaluations
        WHERE subject_id = ANY ($1::uuid[]) AND evidence = $2`,
      [leadIds, UNLOCK],
    );
    const found = new Map<string, Date[]>();
    for (const { leadId, at } of rows) found.set(leadId, [...(found.get(leadId) ?? []), at]);
    return found;
  }
}
