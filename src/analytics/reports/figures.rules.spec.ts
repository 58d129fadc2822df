import { MEASURES } from '../measures.rules';
import type { Sums } from '../reading/figures.queries';
import { funnelOf } from './figures.rules';

/** Sums in which everybody is old enough; what is not named is nought. */
function sums(named: Partial<Sums['all']>): Sums {
  const all = Object.fromEntries(
    MEASURES.map((measure) => [measure, named[measure] ?? 0]),
  ) as Sums['all'];
  return { key: null, all, mature: all, simulated: 0 };
}

const rates = (of: Sums) =>
  Object.fromEntries(funnelOf(of).stages.map(({ stage, ofPrevious }) => [stage, ofPrevious]));

describe('the rates of a funnel', () => {
  it('are each of the stage before', () => {
    const of = sums({ eligible: 200, sent: 100, delivered: 80, answered: 40, positive: 10 });

    expect(rates(of)).toMatchObject({ sent: 0.5, delivered: 0.8, answered: 0.5, positive: 0.25 });
  });

  it('pass over deliveries that were not reported', () => {
    const of = sums({ eligible: 200, sent: 100, delivered: 35, answered: 56, positive: 28 });

    expect(rates(of)).toMatchObject({ delivered: 0.35, answered: 0.56, positive: 0.5 });
  });

  it('pass over the answers that customers made by hand never gave', () => {
    const of = sums({
      ...{ eligible: 100, sent: 100, delivered: 100 },
      ...{ answered: 50, positive: 10, converted_last: 20, ordered: 5 },
    });

    expect(rates(of)).toMatchObject({ positive: 0.2, converted: 0.4, ordered: 0.25 });
  });

  it('are compared with those who can tell where that takes consent', () => {
    const of = sums({
      ...{ eligible: 100, sent: 100, delivered: 100, answered: 50 },
      ...{ opens_measured: 20, opened: 5 },
    });

    expect(rates(of)).toMatchObject({ opened: 0.25, clicked: null, answered: 0.5 });
  });
});
