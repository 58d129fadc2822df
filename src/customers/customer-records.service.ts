import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import { Ids } from '../core/ids';
import { EventLog } from '../events';
import { CustomerChanged } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { AccessQueries } from '../identity';
import type { LeadForConversion } from '../leads';
import { Customer } from './customer.entity';
import { CustomerNotFound, CustomerNumberTaken } from './customers.problems';

/** What an insert needs; the database fills in whose it is. */
type NewCustomer = Omit<Customer, 'ownerId' | 'teamId' | 'territory' | 'simulated'>;

/** Rows of customers: made, locked, and saved with their version and event; always in the caller's transaction. */
@Injectable()
export class CustomerRecords {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly access: AccessQueries,
  ) {}

  /** @throws CustomerNotFound also for one outside the scope */
  async lock(tx: Tx, id: string): Promise<Customer> {
    const customer = await tx.manager.findOne(Customer, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!customer) throw new CustomerNotFound();
    return customer;
  }

  /** @throws CustomerNotFound also for one outside the scope */
  async require(tx: Tx, id: string): Promise<void> {
    if (!(await tx.manager.existsBy(Customer, { id }))) throw new CustomerNotFound();
  }

  /** @throws CustomerNotFound also for one outside the scope */
  async idOf(tx: Tx, number: string): Promise<string> {
    const customer = await tx.manager.findOne(Customer, {
      select: { id: true },
      where: { number },
    });
    if (!customer) throw new CustomerNotFound();
    return customer.id;
  }

  /** Not a change that anybody could overwrite, so the version stays. */
  async touch(
    tx: Tx,
    id: string,
    patch: Partial<Pick<Customer, 'lastOrderAt' | 'lastContactAt'>>,
  ): Promise<void> {
    await tx.manager.update(Customer, { id }, patch);
  }

  /** Writes, counts the version up and tells which fields changed. @returns the new version */
  async save(
    tx: Tx,
    customer: Pick<Customer, 'id' | 'version'>,
    patch: Partial<Customer>,
    fields: string[],
    cause?: RecordedEvent,
  ): Promise<number> {
    const version = customer.version + 1;
    const values = { ...patch, version, changedAt: this.clock.now(), changedBy: by(tx) };
    await tx.manager.update(Customer, { id: customer.id }, values);
    await this.tell(tx, customer.id, version, fields, cause);
    return version;
  }

  /**
   * Makes a customer of a lead's company, placed where the lead is.
   * @throws CustomerNumberTaken for a number that somebody has
   */
  async make(
    tx: Tx,
    lead: LeadForConversion,
    { number, vatId }: { number: string | null; vatId: string | null },
    cause?: RecordedEvent,
  ): Promise<string> {
    const id = this.ids.uuid();
    const { ownerId, teamId, territory, simulated } = lead;
    await this.access.place(tx, {
      ...{ subjectId: id, kind: 'customer', ownerId, teamId, territory, simulated },
    });
    const row = this.rowOf(id, lead, vatId, by(tx));
    while (!(await this.insert(tx, { ...row, number: number ?? (await this.nextNumber(tx)) })))
      if (number !== null) throw new CustomerNumberTaken();
    for (const userId of await this.access.collaborators(tx, lead.leadId))
      await this.access.addCollaborator(tx, id, userId);
    await this.tell(tx, id, 1, ['created'], cause);
    return id;
  }

  private rowOf(
    id: string,
    lead: LeadForConversion,
    vatId: string | null,
    changedBy: string | null,
  ): Omit<NewCustomer, 'number'> {
    const now = this.clock.now();
    return {
      ...{ id, subjectId: id, version: 1, state: 'PROSPECT', vatId, paymentTerms: null },
      ...{ companyName: lead.company, companyKey: lead.companyKey, website: lead.website },
      ...{ country: lead.country, city: lead.city, businessType: lead.businessType },
      expectedVolumeCents: lead.volumeCents,
      expectedVolumeCurrency: lead.volumeCurrency,
      ...{ atRiskDays: null, inactiveDays: null, openMonths: null, originLeadId: lead.leadId },
      ...{ activatedAt: null, lastOrderAt: null, lastContactAt: now, createdAt: now },
      ...{ changedAt: now, changedBy, archivedAt: null },
    };
  }

  /** The unique number, not an earlier look, settles a race. @returns false when it is taken */
  private async insert(tx: Tx, row: NewCustomer): Promise<boolean> {
    const { tableName, columns } = tx.manager.dataSource.getMetadata(Customer);
    const named = columns.filter(({ propertyName }) => propertyName in row);
    const list = named.map(({ databaseName }) => databaseName).join(', ');
    const values = Object.fromEntries(
      named.map(({ databaseName, propertyName }) => [
        databaseName,
        Reflect.get(row, propertyName) as unknown,
      ]),
    );
    const made = await tx.rows(
      `INSERT INTO customers (${list}) SELECT ${list} FROM jsonb_populate_record(NULL::${tableName}, $1::jsonb)
       ON CONFLICT (number) DO NOTHING RETURNING id`,
      [JSON.stringify(values)],
    );
    return made.length === 1;
  }

  /** One that somebody has given by hand is passed over by the next. */
  private async nextNumber(tx: Tx): Promise<string> {
    const [row] = await tx.rows<{ n: string }>(`SELECT nextval('customers_number_seq') AS n`);
    return `RC-${(row?.n ?? '').padStart(5, '0')}`;
  }

  private async tell(
    tx: Tx,
    customerId: string,
    version: number,
    fields: string[],
    cause?: RecordedEvent,
  ): Promise<void> {
    const facts = { customerId, version, fields };
    await this.events.record(tx, CustomerChanged, customerId, facts, cause ? { cause } : {});
  }
}

function by(tx: Tx): string | null {
  const { actor } = tx.scope;
  return actor.kind === 'user' ? actor.id : null;
}
