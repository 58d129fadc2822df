import { Injectable } from '@nestjs/common';
import type { Scope } from '../../identity';
import type { Funnel, Performance } from '../analytics.dto';
import { FiguresQueries } from '../reading/figures.queries';
import type { AskReport } from '../reading/filter.dto';
import { LabelsQueries } from '../reading/labels.queries';
import { Reading, refused } from '../reading/reading.service';
import { figuresOf, funnelOf } from './figures.rules';

/** How follow-ups do, and where leads get lost. */
@Injectable()
export class PerformanceQueries {
  constructor(
    private readonly reading: Reading,
    private readonly figures: FiguresQueries,
    private readonly labels: LabelsQueries,
  ) {}

  performance(scope: Scope, { groupBy, ...filter }: AskReport): Promise<Performance> {
    return this.reading.ask(scope, filter, async (tx, selection, head) => {
      const { attribution } = selection;
      const { total, groups } = await this.figures.whole(tx, selection, 'follow-up', groupBy);
      const labels = await this.labels.label(tx, groupBy, keysOf(groups));
      return {
        ...head,
        simulated: total.simulated,
        groupBy: groupBy ?? null,
        total: figuresOf(total, attribution),
        groups: groups.map((group) => ({
          ...named(group.key, labels),
          ...figuresOf(group, attribution),
        })),
      };
    });
  }

  /** @throws InvalidRequest for several steps: a lead that got both would be counted twice */
  funnel(scope: Scope, { groupBy, ...filter }: AskReport): Promise<Funnel> {
    if ((filter.step?.length ?? 0) > 1)
      throw refused('step', {
        en: 'of leads is one step or none',
        de: 'von Leads ist ein Schritt oder keiner',
      });
    return this.reading.ask(scope, filter, async (tx, selection, head) => {
      const { total, groups } = await this.figures.whole(tx, selection, 'lead', groupBy);
      const labels = await this.labels.label(tx, groupBy, keysOf(groups));
      return {
        ...head,
        simulated: total.simulated,
        groupBy: groupBy ?? null,
        ...funnelOf(total),
        groups: groups.map((group) => ({ ...named(group.key, labels), ...funnelOf(group) })),
      };
    });
  }
}

const keysOf = (groups: readonly { key: string | null }[]) => groups.map(({ key }) => key);

function named(key: string | null, labels: ReadonlyMap<string, string>) {
  return { key, label: key === null ? null : (labels.get(key) ?? null) };
}
