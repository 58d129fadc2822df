import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';

/** Whose a number is. */
export interface NumberOwner {
  readonly leadId: string;
  readonly contactId: string | null;
}

/** Says whose numbers (E.164) are, inside the transaction that enters what came from them. */
export type FindOwners = (
  tx: Tx,
  phones: readonly string[],
) => Promise<ReadonlyMap<string, NumberOwner>>;

/** Whose contacts people at WhatsApp are. Who has which number is known above; the module there is asked. */
@Injectable()
export class NumberOwners {
  private ask: FindOwners | null = null;

  /** @throws Error when somebody else answers already */
  register(find: FindOwners): void {
    if (this.ask) throw new Error('Somebody knows whose numbers are already.');
    this.ask = find;
  }

  /** @returns null for a number that nobody has, or when nobody keeps people */
  async of(tx: Tx, phone: string): Promise<NumberOwner | null> {
    return (await this.ask?.(tx, [phone]))?.get(phone) ?? null;
  }

  /** What a person wrote and writes belongs to a lead from now on. */
  async link(
    tx: Tx,
    whatsappContactId: string,
    subjectId: string,
    contactId: string | null,
  ): Promise<void> {
    const values = [whatsappContactId, subjectId, contactId];
    await tx.rows(
      'UPDATE whatsapp_contacts SET subject_id = $2, contact_id = $3 WHERE id = $1',
      values,
    );
    await tx.rows(
      `UPDATE whatsapp_inbound SET subject_id = $2, contact_id = $3
        WHERE whatsapp_contact_id = $1 AND subject_id IS NULL`,
      values,
    );
  }
}
