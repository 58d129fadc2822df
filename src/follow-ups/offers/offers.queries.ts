import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { OfferRow } from './offers.rules';

/** What is on offer. */
@Injectable()
export class OffersQueries {
  async all(tx: Tx): Promise<OfferRow[]> {
    const rows = await tx.rows<Omit<OfferRow, 'minimumCents'> & { minimumCents: string | null }>(
      `SELECT business_type AS "businessType", territory, season, products_de AS "productsDe",
              products_en AS "productsEn", discount_pct AS "discountPct", minimum_cents AS "minimumCents",
              valid_from::text AS "validFrom", valid_to::text AS "validTo" FROM offers ORDER BY id`,
      [],
      'offers.all',
    );
    return rows.map((row) => ({
      ...row,
      minimumCents: row.minimumCents === null ? null : Number(row.minimumCents),
    }));
  }
}
