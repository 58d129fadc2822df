import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope, UsersQueries } from '../../identity';
import { OfferNotFound } from '../follow-ups.problems';
import type { OfferFields, OfferList, OfferView } from './offers.dto';
import { Offer } from './offer.entity';

/** What is offered to whom; a change counts for what is decided from then on. */
@Injectable()
export class OffersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly users: UsersQueries,
    private readonly audit: Audit,
  ) {}

  async list(scope: Scope): Promise<OfferList> {
    return this.db.transaction(scope, async (tx) => {
      const offers = await tx.manager.find(Offer, { order: { id: 'ASC' } });
      return { items: offers.map(viewOf) };
    });
  }

  async add(scope: Scope, fields: OfferFields): Promise<OfferView> {
    return this.db.transaction(scope, async (tx) => {
      const id = this.ids.uuid();
      await this.save(tx, id, fields);
      await this.audit.write(tx, { act: 'offers.add', subjectId: id, after: fields });
      return this.get(tx, id);
    });
  }

  /** Says the whole offer anew. @throws OfferNotFound */
  async replace(scope: Scope, id: string, fields: OfferFields): Promise<OfferView> {
    return this.db.transaction(scope, async (tx) => {
      const before = await this.get(tx, id);
      await this.save(tx, id, fields);
      await this.audit.write(tx, { act: 'offers.change', subjectId: id, before, after: fields });
      return this.get(tx, id);
    });
  }

  /** @throws OfferNotFound */
  async remove(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const before = await this.get(tx, id);
      await tx.manager.delete(Offer, id);
      await this.audit.write(tx, { act: 'offers.remove', subjectId: id, before });
    });
  }

  private async save(tx: Tx<Scope>, id: string, fields: OfferFields): Promise<void> {
    const { products, ...rest } = fields;
    if (rest.territory !== null && !(await this.users.territoryCodes(tx)).includes(rest.territory))
      throw new InvalidRequest(undefined, {
        errors: [{ pointer: '#/territory', detail: 'is not a territory' }],
      });
    await tx.manager.save(Offer, {
      ...rest,
      id,
      productsDe: products.de,
      productsEn: products.en,
      changedBy: tx.scope.userId,
      changedAt: this.clock.now(),
    });
  }

  private async get(tx: Tx, id: string): Promise<OfferView> {
    const offer = await tx.manager.findOneBy(Offer, { id });
    if (!offer) throw new OfferNotFound();
    return viewOf(offer);
  }
}

function viewOf({ productsDe, productsEn, businessType, changedAt, ...offer }: Offer): OfferView {
  return {
    ...offer,
    businessType: businessType as OfferView['businessType'],
    products: { de: productsDe, en: productsEn },
    changedAt: changedAt.toISOString(),
  };
}
