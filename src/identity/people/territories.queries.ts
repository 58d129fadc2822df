import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { TerritoryNotFound } from '../identity.problems';
import type { Scope } from '../scope.rules';
import type { TerritoryList, TerritoryView } from './territories.dto';

const VIEW = `
  SELECT t.code, t.version, t.name, t.country, t.currency, t.locale, t.time_zone AS "timeZone",
         t.holidays_region AS "holidaysRegion", t.legal_footer AS "legalFooter",
         (SELECT coalesce(json_agg(json_build_object('kind', r.kind, 'startsOn', r.starts_on,
                   'rateBasisPoints', r.rate_basis_points) ORDER BY r.kind DESC, r.starts_on), '[]')
            FROM territory_tax_rates r WHERE r.territory = t.code) AS "taxRates"
    FROM territories t`;

/** Markets as screens show them. */
@Injectable()
export class TerritoriesQueries {
  constructor(private readonly db: Database) {}

  async list(scope: Scope): Promise<TerritoryList> {
    const items = await this.db.transaction(scope, (tx) =>
      tx.rows<TerritoryView>(`${VIEW} ORDER BY t.code`),
    );
    return { items };
  }

  /** @throws TerritoryNotFound */
  async view(tx: Tx, code: string): Promise<TerritoryView> {
    const [territory] = await tx.rows<TerritoryView>(`${VIEW} WHERE t.code = $1`, [code]);
    if (!territory) throw new TerritoryNotFound();
    return territory;
  }
}
