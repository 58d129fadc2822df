import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { requireMatch } from '../../core/if-match';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope, UsersQueries } from '../../identity';
import { GeneralOfferNeeded, OfferNotFound, OfferStandsAlready } from '../follow-ups.problems';
import type { OfferFields, OfferList, OfferView } from './offers.dto';
import { Offer } from './offer.entity';
import { isGeneralOn, overlaps } from './offers.rules';

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

  /** @throws OfferStandsAlready */
  async add(scope: Scope, fields: OfferFields): Promise<OfferView> {
    return this.db.transaction(scope, async (tx) => {
      await this.takeTurn(tx);
      const id = this.ids.uuid();
      await this.save(tx, id, 1, fields);
      await this.audit.write(tx, { act: 'offers.add', subjectId: id, after: fields });
      return viewOf(await this.lock(tx, id));
    });
  }

  /**
   * Says the whole offer anew.
   * @throws OfferNotFound, PreconditionRequired, StaleVersion, OfferStandsAlready, GeneralOfferNeeded
   */
  async replace(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    fields: OfferFields,
  ): Promise<OfferView> {
    return this.db.transaction(scope, async (tx) => {
      await this.takeTurn(tx);
      const standing = await this.lock(tx, id);
      requireVersion(standing, ifMatch);
      const before = viewOf(standing);
      await this.save(tx, id, standing.version + 1, fields);
      await this.requireGeneral(tx, standing);
      await this.audit.write(tx, { act: 'offers.change', subjectId: id, before, after: fields });
      return viewOf(await this.lock(tx, id));
    });
  }

  /** @throws OfferNotFound, PreconditionRequired, StaleVersion, GeneralOfferNeeded */
  async remove(scope: Scope, id: string, ifMatch: string | undefined): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      await this.takeTurn(tx);
      const standing = await this.lock(tx, id);
      requireVersion(standing, ifMatch);
      const before = viewOf(standing);
      await tx.manager.delete(Offer, id);
      await this.requireGeneral(tx, standing);
      await this.audit.write(tx, { act: 'offers.remove', subjectId: id, before });
    });
  }

  private async save(
    tx: Tx<Scope>,
    id: string,
    version: number,
    fields: OfferFields,
  ): Promise<void> {
    const { products, ...rest } = fields;
    if (rest.territory !== null && !(await this.users.territoryCodes(tx)).includes(rest.territory))
      throw new InvalidRequest(undefined, {
        errors: [
          { pointer: '#/territory', detail: { en: 'is not a territory', de: 'ist kein Gebiet' } },
        ],
      });
    const others = (await tx.manager.find(Offer)).filter((other) => other.id !== id);
    const same = others.find((other) => overlaps(other, rest));
    if (same) throw new OfferStandsAlready(undefined, { members: { offerId: same.id } });
    await tx.manager.save(Offer, {
      ...rest,
      id,
      version,
      productsDe: products.de,
      productsEn: products.en,
      changedBy: tx.scope.userId,
      changedAt: this.clock.now(),
    });
  }

  /** Of two that write at once, the second sees what the first made of the offers. */
  private takeTurn(tx: Tx): Promise<void> {
    return lockKeys(tx, ['offers']);
  }

  /** What the last general offer became, or that it is gone, must leave another one. */
  private async requireGeneral(tx: Tx, before: Offer): Promise<void> {
    const today = this.clock.now().toISOString().slice(0, 10);
    if (!isGeneralOn(before, today)) return;
    const offers = await tx.manager.find(Offer);
    if (!offers.some((offer) => isGeneralOn(offer, today))) throw new GeneralOfferNeeded();
  }

  private async lock(tx: Tx, id: string): Promise<Offer> {
    const offer = await tx.manager.findOne(Offer, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!offer) throw new OfferNotFound();
    return offer;
  }
}

export function offerEtag({ id, version }: { id: string; version: number }): string {
  return `"offer-${id}-${String(version)}"`;
}

function requireVersion(offer: Offer, ifMatch: string | undefined): void {
  const { changedBy, changedAt } = offer;
  requireMatch(ifMatch, offerEtag(offer), { changedBy, changedAt });
}

function viewOf({ productsDe, productsEn, businessType, changedAt, ...offer }: Offer): OfferView {
  return {
    ...offer,
    businessType: businessType as OfferView['businessType'],
    products: { de: productsDe, en: productsEn },
    changedAt: changedAt.toISOString(),
  };
}
