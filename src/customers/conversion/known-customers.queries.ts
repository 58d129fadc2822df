import { Injectable } from '@nestjs/common';
import { lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { CustomerOutsideScope } from '../customers.problems';
import { type CustomerIdentityValue, type IdentityKind, keyOf, strongest } from './identity.rules';

interface Found {
  readonly customerId: string;
  readonly kind: IdentityKind;
  readonly value: string;
}

/** By what customers are known again. */
@Injectable()
export class KnownCustomers {
  constructor(private readonly ids: Ids) {}

  /** Lets two conversions of one company go one after the other. */
  hold(tx: Tx, values: readonly CustomerIdentityValue[]): Promise<void> {
    return lockKeys(
      tx,
      values.map((value) => `customer:${keyOf(value)}`),
    );
  }

  /** The customer that the caller may see and that shares something, by the strongest sign. */
  async find(tx: Tx, values: readonly CustomerIdentityValue[]): Promise<string | null> {
    const found = strongest(await this.holding(tx, values));
    return found?.customerId ?? null;
  }

  /** Which of many values belong to a customer, as `<kind>:<value>`. */
  async taken(tx: Tx, values: readonly CustomerIdentityValue[]): Promise<ReadonlySet<string>> {
    return new Set((await this.holding(tx, values)).map(keyOf));
  }

  /**
   * Gives a customer what is nobody's yet.
   * @param isNew of a customer that was just made: then a value that somebody else has is that of the same company
   * @throws CustomerOutsideScope when such a customer lies outside of what the caller may see
   */
  async claim(
    tx: Tx,
    { customerId, leadId, isNew }: { customerId: string; leadId: string | null; isNew: boolean },
    values: readonly CustomerIdentityValue[],
  ): Promise<void> {
    if (values.length === 0) return;
    const rows = values.map((value) => ({ ...value, id: this.ids.uuid() }));
    const claimed = await tx.rows(
      `INSERT INTO customer_identities (id, customer_id, subject_id, lead_id, kind, value)
       SELECT r.id, $2, $2, $3, r.kind, r.value FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, kind text, value text)
        ORDER BY r.kind, r.value ON CONFLICT (kind, value) DO NOTHING RETURNING id`,
      [JSON.stringify(rows), customerId, leadId],
    );
    if (isNew && claimed.length < rows.length) throw new CustomerOutsideScope();
  }

  /** @returns false when another customer has it */
  async claimOne(tx: Tx, customerId: string, value: CustomerIdentityValue): Promise<boolean> {
    const claimed = await tx.rows(
      `INSERT INTO customer_identities (id, customer_id, subject_id, kind, value) VALUES ($1, $2, $2, $3, $4)
       ON CONFLICT (kind, value) DO NOTHING RETURNING id`,
      [this.ids.uuid(), customerId, value.kind, value.value],
    );
    return claimed.length === 1;
  }

  /** Gives up what came with a lead. */
  async giveBack(
    tx: Tx,
    { customerId, leadId }: { customerId: string; leadId: string },
    values: readonly CustomerIdentityValue[],
  ): Promise<void> {
    await tx.rows(
      `DELETE FROM customer_identities i USING jsonb_to_recordset($3::jsonb) AS v(kind text, value text)
        WHERE i.customer_id = $1 AND i.lead_id = $2 AND i.kind = v.kind AND i.value = v.value`,
      [customerId, leadId, JSON.stringify(values)],
    );
  }

  /** Gives up everything of one kind. */
  async release(tx: Tx, customerId: string, kind: IdentityKind): Promise<void> {
    await tx.rows('DELETE FROM customer_identities WHERE customer_id = $1 AND kind = $2', [
      customerId,
      kind,
    ]);
  }

  private async holding(tx: Tx, values: readonly CustomerIdentityValue[]): Promise<Found[]> {
    if (values.length === 0) return [];
    return tx.rows<Found>(
      `SELECT i.customer_id AS "customerId", i.kind, i.value
         FROM jsonb_to_recordset($1::jsonb) AS v(kind text, value text)
         JOIN customer_identities i ON i.kind = v.kind AND i.value = v.value`,
      [JSON.stringify(values)],
    );
  }
}
