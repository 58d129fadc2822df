import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type Scope, Settings, UsersQueries } from '../../identity';
import type { Roi } from '../analytics.dto';
import { FiguresQueries } from '../reading/figures.queries';
import type { AnalyticsFilter } from '../reading/filter.dto';
import { MoneyQueries } from '../reading/money.queries';
import { Reading, refused } from '../reading/reading.service';
import type { Selection } from '../reading/selection.rules';
import { AnalyticsCosts, type CostPeriod } from '../settings.rules';
import { costsOf, fixedCosts, type Spending } from './costs.rules';
import { returnsOf } from './returns.rules';
import { daysBetween } from './weeks.rules';

/** What follow-ups cost and earned, in each currency by itself. */
@Injectable()
export class RoiQueries {
  constructor(
    private readonly reading: Reading,
    private readonly figures: FiguresQueries,
    private readonly money: MoneyQueries,
    private readonly users: UsersQueries,
    private readonly settings: Settings,
  ) {}

  /** @throws InvalidRequest for a whole territory: orders of the teams of others are not told */
  roi(scope: Scope, filter: AnalyticsFilter): Promise<Roi> {
    if (filter.scope === 'territory')
      throw refused('scope', {
        en: 'of the return is own, team or all',
        de: 'des Ertrags ist own, team oder all',
      });
    if (filter.owner)
      throw refused('owner', {
        en: 'takes no part in the return; ask for scope own',
        de: 'gibt es beim Ertrag nicht; fragen Sie mit scope own',
      });
    return this.reading.ask(scope, filter, async (tx, selection, head) => {
      const total = await this.figures.total(tx, selection, 'follow-up');
      const pieces = await this.money.pieces(tx, selection);
      const samples = isOfParts(selection) ? [] : await this.money.samples(tx, selection);
      const revenues = await this.money.revenues(tx, selection);
      const periods = await this.periods(tx);
      const periodsIn = (territory: string | null) => periods.get(territory) ?? [];
      const { byCurrency, unpriced } = costsOf([...pieces, ...samples], periodsIn);
      if (!isOfParts(selection) && selection.width === 'all')
        addFixed(byCurrency, selection, periods);
      return {
        ...head,
        simulated: total.simulated,
        sends: total.all.sent,
        samples: sum(samples),
        handled: total.all.answered,
        conversions: total.all[`converted_${selection.attribution}`],
        currencies: returnsOf(byCurrency, revenues, periodsIn, {
          unpriced,
          isOfParts: isOfParts(selection),
          hasFixed: selection.width === 'all',
        }),
        note: revenues.some(({ cents }) => cents > 0) ? null : ('NO_REVENUE_RECORDED' as const),
      };
    });
  }

  /** Of every market, and under null what counts where a market is not known. */
  private async periods(tx: Tx): Promise<Map<string | null, readonly CostPeriod[]>> {
    const known = new Map<string | null, readonly CostPeriod[]>();
    for (const territory of [null, ...(await this.users.territoryCodes(tx))])
      known.set(territory, await this.settings.get(AnalyticsCosts, { territory }));
    return known;
  }
}

/** Whether only a part of the follow-ups is asked for, to which boxes and fixed costs cannot be ascribed. */
function isOfParts({ filter }: Selection): boolean {
  const { step, channel, businessType, templateVersion } = filter;
  return [step, channel, businessType, templateVersion].some((part) => part !== undefined);
}

function addFixed(
  byCurrency: ReturnType<typeof costsOf>['byCurrency'],
  { from, to, filter }: Selection,
  periods: ReadonlyMap<string | null, readonly CostPeriod[]>,
): void {
  for (const [territory, known] of periods) {
    if (territory === null || filter.territory?.includes(territory) === false) continue;
    for (const [currency, cents] of fixedCosts(known, daysBetween(from, to))) {
      const cost = byCurrency.get(currency) ?? { sends: 0, samples: 0, handling: 0, fixed: 0 };
      cost.fixed += cents;
      byCurrency.set(currency, cost);
    }
  }
}

const sum = (spendings: readonly Spending[]) =>
  spendings.reduce((all, { pieces }) => all + pieces, 0);
