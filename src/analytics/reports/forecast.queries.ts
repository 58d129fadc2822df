import { Injectable } from '@nestjs/common';
import type { Scope } from '../../identity';
import type { Forecast } from '../analytics.dto';
import type { Measure } from '../measures.rules';
import { FiguresQueries, type Sums } from '../reading/figures.queries';
import type { AskForecast } from '../reading/filter.dto';
import { Reading } from '../reading/reading.service';
import type { Selection } from '../reading/selection.rules';
import { wilson } from '../statistics/proportions.rules';
import { foretell } from '../statistics/trend.rules';
import { mondayOf, plusWeeks, wholeWeeks } from './weeks.rules';

/** What the next weeks will bring, if they are like the last ones. */
@Injectable()
export class ForecastQueries {
  constructor(
    private readonly reading: Reading,
    private readonly figures: FiguresQueries,
  ) {}

  forecast(scope: Scope, { measure, weeks, ...filter }: AskForecast): Promise<Forecast> {
    const counted: Measure = measure === 'converted' ? `converted_${filter.attribution}` : measure;
    return this.reading.ask(scope, filter, async (tx, selection, head) => {
      const { total, groups } = await this.figures.whole(tx, selection, 'follow-up', 'week');
      const history = historyOf(groups, selection, counted, measure === 'sent', head.asOf);
      const next = foretell(
        history.map(({ value }) => value),
        weeks,
      );
      const last = history.at(-1)?.week;
      return {
        ...head,
        simulated: total.simulated,
        measure,
        history,
        forecast:
          next && last
            ? next.map((point, at) => ({ week: plusWeeks(last, at + 1), ...point }))
            : [],
        pending: measure === 'sent' ? null : pendingOf(total, counted),
        note: next ? null : ('NOT_ENOUGH_DATA' as const),
      };
    });
  }
}

/** Every whole week of the span, those without anything too; only those whose outcome is known. */
function historyOf(
  groups: readonly Sums[],
  { from, to, matureBefore }: Selection,
  counted: Measure,
  isKnownAtOnce: boolean,
  asOf: string,
) {
  const values = new Map(groups.map(({ key, all }) => [key, all[counted]]));
  const until = isKnownAtOnce ? mondayOf(asOf.slice(0, 10)) : matureBefore;
  return wholeWeeks(from, to, until).map((week) => ({ week, value: values.get(week) ?? 0 }));
}

function pendingOf({ all, mature }: Sums, counted: Measure): Forecast['pending'] {
  const young = all.sent - mature.sent;
  // Linear credit is in parts; for the interval a whole number of conversions stands for them.
  const count = Math.round(mature[counted]);
  const interval = wilson({ count, n: mature.sent });
  if (young === 0 || !interval) return null;
  return {
    young,
    reached: all[counted] - mature[counted],
    expected: young * (mature[counted] / mature.sent),
    interval: { low: young * interval.low, high: young * interval.high },
  };
}
