import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { zoneCalled } from '../../core/calendar/zones.rules';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, lockKeys } from '../../core/database';
import { requireMatch } from '../../core/if-match';
import { Audit } from '../audit/audit.service';
import { TerritoryNotFound } from '../identity.problems';
import type { Scope } from '../scope.rules';
import type { ChangeTerritory, TaxRate, TerritoryView } from './territories.dto';
import { TerritoriesQueries } from './territories.queries';
import { Territory, TerritoryTaxRate } from './territory.entity';
import { changedFields } from './user-changes.rules';

/** What administrators change about a market; its country, currency and zone are those of everything that was sold there. */
@Injectable()
export class TerritoriesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: TerritoriesQueries,
    private readonly audit: Audit,
  ) {}

  /**
   * Saves the fields given, if `ifMatch` names the version that stands; mails say the new text from then on.
   * @throws TerritoryNotFound, InvalidRequest when no standard rate would hold today
   */
  async change(
    scope: Scope,
    code: string,
    ifMatch: string | undefined,
    input: ChangeTerritory,
  ): Promise<TerritoryView> {
    return this.db.transaction(scope, async (tx) => {
      await lockKeys(tx, [`territory:${code}`]);
      const territory = await tx.manager.findOneBy(Territory, { code });
      if (!territory) throw new TerritoryNotFound();
      const { version, changedBy, changedAt } = territory;
      requireMatch(ifMatch, territoryEtag({ code, version }), { changedBy, changedAt });
      const { taxRates, ...texts } = input;
      if (taxRates) this.requireRateToday(taxRates, territory.timeZone);
      const stood = await this.queries.view(tx, code);
      const { before, after } = changedFields(territory, texts);
      const isTaxed =
        taxRates && JSON.stringify(sorted(taxRates)) !== JSON.stringify(stood.taxRates);
      if (Object.keys(after).length === 0 && !isTaxed) return stood;
      const stamp = { version: version + 1, changedBy: scope.userId, changedAt: this.clock.now() };
      await tx.manager.update(Territory, { code }, { ...after, ...stamp });
      if (isTaxed) {
        await tx.manager.delete(TerritoryTaxRate, { territory: code });
        await tx.manager.insert(
          TerritoryTaxRate,
          taxRates.map((rate) => ({ ...rate, territory: code })),
        );
      }
      const changed = await this.queries.view(tx, code);
      await this.audit.write(tx, {
        act: 'territories.change',
        before: { code, ...before, ...(isTaxed && { taxRates: stood.taxRates }) },
        after: { code, ...after, ...(isTaxed && { taxRates: changed.taxRates }) },
      });
      return changed;
    });
  }

  /** Without one nobody knows what an order of today costs. */
  private requireRateToday(rates: readonly TaxRate[], zone: string): void {
    const now = this.clock.now();
    const today = DateTime.fromJSDate(now, { zone: zoneCalled(zone) }).toISODate() ?? '';
    if (rates.some(({ kind, startsOn }) => kind === 'STANDARD' && startsOn <= today)) return;
    const detail = {
      en: 'has no standard rate that holds today',
      de: 'enthält keinen Regelsatz, der heute gilt',
    };
    throw new InvalidRequest(undefined, { errors: [{ pointer: '#/taxRates', detail }] });
  }
}

/** As the database gives them. */
function sorted(rates: readonly TerritoryView['taxRates'][number][]): TerritoryView['taxRates'] {
  const keyOf = ({ kind, startsOn }: TerritoryView['taxRates'][number]) =>
    `${kind === 'STANDARD' ? '0' : '1'}${startsOn}`;
  return rates
    .map(({ kind, startsOn, rateBasisPoints }) => ({ kind, startsOn, rateBasisPoints }))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

export function territoryEtag({ code, version }: { code: string; version: number }): string {
  return `"territory-${code}-${String(version)}"`;
}
