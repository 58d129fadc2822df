import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { DEFAULT_WINDOW } from '../measures.rules';
import { FiguresQueries } from '../reading/figures.queries';
import { AnalyticsFilterSchema, type Width } from '../reading/filter.dto';
import { Reading } from '../reading/reading.service';
import type { Selection } from '../reading/selection.rules';

/** Days of cohorts that the rate of today is of, young ones included. */
const SPAN_DAYS = 90;
const DAY_MS = 86_400_000;

export interface ConversionRate {
  /** Leads that got their first follow-up at least the attribution window ago. */
  readonly followedUp: number;
  /** Of them, those that became customers within the window. */
  readonly converted: number;
}

interface Narrowing {
  readonly owner?: readonly string[];
  readonly territory?: readonly string[];
}

/** The one rate of conversion: what the funnel says, for whoever shows a single number. */
@Injectable()
export class ConversionRates {
  constructor(
    private readonly reading: Reading,
    private readonly figures: FiguresQueries,
  ) {}

  /** In the caller's transaction, within what its scope sees. */
  async measure(tx: Tx<Scope>, now: Date, narrowing: Narrowing): Promise<ConversionRate> {
    const selection = await this.selection(tx, now, narrowing);
    const { mature } = await this.figures.total(tx, selection, 'lead');
    return { followedUp: mature.sent, converted: mature.converted_last };
  }

  /** The same of every owner, with the leads that are too young for it. */
  async byOwner(
    tx: Tx<Scope>,
    now: Date,
    owner: readonly string[],
  ): Promise<ReadonlyMap<string, ConversionRate & { readonly young: number }>> {
    if (owner.length === 0) return new Map();
    const selection = await this.selection(tx, now, { owner });
    const groups = await this.figures.groups(tx, selection, 'lead', 'owner');
    return new Map(
      groups.flatMap(({ key, all, mature }) => {
        const { sent: followedUp, converted_last: converted } = mature;
        const rate = { followedUp, converted, young: all.sent - followedUp };
        return key === null ? [] : [[key, rate] as const];
      }),
    );
  }

  private async selection(tx: Tx<Scope>, now: Date, narrowing: Narrowing): Promise<Selection> {
    const from = new Date(now.getTime() - (SPAN_DAYS + DEFAULT_WINDOW) * DAY_MS);
    const filter = AnalyticsFilterSchema.parse({
      from: from.toISOString().slice(0, 10),
      ...narrowing,
    });
    const width: Width =
      tx.scope.kind === 'own' ? 'own' : tx.scope.kind === 'team' ? 'team' : 'all';
    return this.reading.select(tx, filter, width);
  }
}
