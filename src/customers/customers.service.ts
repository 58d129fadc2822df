import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { requireMatch } from '../core/if-match';
import { Database, type Tx } from '../core/database';
import { Audit, type Scope } from '../identity';
import { normaliseVatId } from './conversion/identity.rules';
import { KnownCustomers } from './conversion/known-customers.queries';
import type { Customer } from './customer.entity';
import { CustomerRecords } from './customer-records.service';
import type { ChangeCustomer, CustomerView } from './customers.dto';
import { CustomerArchived, VatIdTaken } from './customers.problems';
import { CustomersQueries } from './customers.queries';

/** What can be done to a customer. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly records: CustomerRecords,
    private readonly known: KnownCustomers,
    private readonly queries: CustomersQueries,
  ) {}

  /** Saves the fields given, if `ifMatch` names the version that stands. */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    change: ChangeCustomer,
  ): Promise<CustomerView> {
    return this.db.transaction(scope, async (tx) => {
      const customer = await this.records.lock(tx, id);
      requireMatch(ifMatch, customerEtag(customer), {
        changedBy: customer.changedBy,
        changedAt: customer.changedAt,
      });
      if (customer.state === 'ARCHIVED') throw new CustomerArchived();
      const patch = patchOf(change, this.clock.now());
      if (patch.vatId !== undefined) await this.changeVatId(tx, customer, patch.vatId);
      await this.records.save(tx, customer, patch, Object.keys(change));
      if (change.archived) await this.audit.write(tx, { act: 'customers.archive', subjectId: id });
      return this.queries.view(tx, id);
    });
  }

  private async changeVatId(tx: Tx, { id: customerId }: Customer, vatId: string | null) {
    await this.known.release(tx, customerId, 'vat');
    if (vatId === null) return;
    const value = { kind: 'vat', value: vatId } as const;
    if (!(await this.known.claimOne(tx, customerId, value))) throw new VatIdTaken();
  }
}

export function customerEtag({ id, version }: { id: string; version: number }): string {
  return `"customer-${id}-${String(version)}"`;
}

function patchOf(change: ChangeCustomer, now: Date): Partial<Customer> {
  const { vatId, expectedVolume, archived, companyName, ...plain } = change;
  return {
    ...(Object.fromEntries(
      Object.entries<unknown>(plain).filter(([, value]) => value !== undefined),
    ) as Partial<Customer>),
    ...(companyName !== undefined && { companyName }),
    ...(vatId !== undefined && { vatId: vatId === null ? null : normaliseVatId(vatId) }),
    ...(expectedVolume !== undefined && {
      expectedVolumeCents: expectedVolume?.cents ?? null,
      expectedVolumeCurrency: expectedVolume?.currency ?? null,
    }),
    ...(archived && { state: 'ARCHIVED' as const, archivedAt: now }),
  };
}
