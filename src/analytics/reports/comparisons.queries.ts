import { Injectable } from '@nestjs/common';
import type { Scope } from '../../identity';
import type { TemplatesReport, Uplift } from '../analytics.dto';
import type { Measure } from '../measures.rules';
import { FiguresQueries, type Sums } from '../reading/figures.queries';
import type { AnalyticsFilter, AskTemplates } from '../reading/filter.dto';
import { LabelsQueries } from '../reading/labels.queries';
import { Reading, refused } from '../reading/reading.service';
import { compare, LEAST_SENDS } from '../statistics/comparison.rules';
import { difference, pValue, wilson } from '../statistics/proportions.rules';

/** Whether a difference is real. */
@Injectable()
export class ComparisonsQueries {
  constructor(
    private readonly reading: Reading,
    private readonly figures: FiguresQueries,
    private readonly labels: LabelsQueries,
  ) {}

  /** @throws InvalidRequest for linear credit: parts of conversions are no trials */
  templates(scope: Scope, { measure, by, ...filter }: AskTemplates): Promise<TemplatesReport> {
    if (measure === 'converted' && filter.attribution === 'linear')
      throw refused('attribution', {
        en: 'of a comparison is last or first',
        de: 'eines Vergleichs ist last oder first',
      });
    const counted: Measure = measure === 'converted' ? `converted_${filter.attribution}` : measure;
    return this.reading.ask(scope, filter, async (tx, selection, head) => {
      const { total, groups: steps } = await this.figures.whole(tx, selection, 'follow-up', 'step');
      const arms: TemplatesReport['arms'] = [];
      const comparisons: TemplatesReport['comparisons'] = [];
      for (const step of steps.flatMap(({ key }) => key ?? [])) {
        const within = { ...selection, filter: { ...selection.filter, step: [step] } };
        const groups = await this.figures.groups(tx, within, 'follow-up', by);
        const known = groups.filter(({ key, all }) => key !== null && all.sent > 0);
        const labels = await this.labels.label(
          tx,
          by,
          known.map(({ key }) => key),
        );
        arms.push(
          ...known.map((group) => ({
            label: labels.get(group.key ?? '') ?? null,
            ...armOf(group, counted),
            step,
          })),
        );
        const parts = known.map(({ key, mature }) => ({
          key: key ?? '',
          count: mature[counted],
          n: mature.sent,
        }));
        comparisons.push(...compare(parts).map((pair) => ({ ...pair, step })));
      }
      const { simulated } = total;
      return { ...head, simulated, measure, by, leastSends: LEAST_SENDS, arms, comparisons };
    });
  }

  /** Of whoever was not written to on purpose: what the messages change. */
  uplift(scope: Scope, filter: AnalyticsFilter): Promise<Uplift> {
    if ((filter.step?.length ?? 0) > 1)
      throw refused('step', {
        en: 'of leads is one step or none',
        de: 'von Leads ist ein Schritt oder keiner',
      });
    return this.reading.ask(scope, filter, async (tx, selection, head) => {
      const total = await this.figures.total(tx, selection, 'lead');
      const heldOut = await this.figures.total(tx, selection, 'lead', true);
      const treated = sideOf(total, 'sent');
      if (heldOut.all.eligible === 0)
        return { ...head, simulated: total.simulated, treated, heldOut: null, ...NOTHING };
      const control = sideOf(heldOut, 'eligible');
      const [a, b] = [partOf(treated), partOf(control)];
      const enough = a.n >= LEAST_SENDS && b.n >= LEAST_SENDS;
      const gap = difference(a, b);
      return {
        ...head,
        simulated: total.simulated,
        treated,
        heldOut: control,
        difference: gap?.difference ?? null,
        interval: gap?.interval ?? null,
        pValue: enough ? pValue(a, b) : null,
        note: enough ? null : ('NOT_ENOUGH_DATA' as const),
      };
    });
  }
}

const NOTHING = { difference: null, interval: null, pValue: null, note: 'NO_HOLD_OUT' } as const;

function armOf({ key, all, mature }: Sums, measure: Measure) {
  const part = { count: mature[measure], n: mature.sent };
  return {
    key,
    ...part,
    rate: part.n === 0 ? null : part.count / part.n,
    interval: wilson(part),
    young: all.sent - mature.sent,
  };
}

function sideOf({ all, mature }: Sums, base: 'sent' | 'eligible') {
  const part = { count: mature.converted_last, n: mature[base] };
  return {
    leads: part.n,
    converted: part.count,
    rate: part.n === 0 ? null : part.count / part.n,
    interval: wilson(part),
    young: all[base] - mature[base],
  };
}

function partOf({ leads, converted }: { leads: number; converted: number }) {
  return { n: leads, count: converted };
}
