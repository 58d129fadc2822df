import type { Figures, Funnel } from '../analytics.dto';
import type { Attribution, Stage } from '../reading/filter.dto';
import type { Sums } from '../reading/figures.queries';
import type { Measure } from '../measures.rules';

interface Proportion {
  count: number;
  of: number;
  rate: number | null;
}

export function proportion(count: number, of: number): Proportion {
  return { count, of, rate: of === 0 ? null : count / of };
}

/** The sums of a group as the API says them; `converted` by the attribution that was asked for. */
export function figuresOf({ all, mature }: Sums, attribution: Attribution): Figures {
  const converted: Measure = `converted_${attribution}`;
  const of = (measure: Measure) => proportion(mature[measure], mature.sent);
  return {
    eligible: all.eligible,
    sent: all.sent,
    young: all.sent - mature.sent,
    delivered: all.delivered,
    opened: all.opens_measured > 0 ? all.opened : null,
    clicked: all.clicks_measured > 0 ? all.clicked : null,
    answered: all.answered,
    positive: all.positive,
    converted: all[converted],
    ordered: all.ordered,
    rates: {
      delivered: of('delivered'),
      // Of those whose contacts consented to that being told.
      opened: proportion(mature.opened, mature.opens_measured),
      clicked: proportion(mature.clicked, mature.clicks_measured),
      answered: of('answered'),
      positive: of('positive'),
      converted: of(converted),
      ordered: of('ordered'),
    },
  };
}

/** The stages by what counts them and, where not all leads can tell, those who can. */
const FUNNEL: readonly (readonly [Stage, Measure, Measure?])[] = [
  ['eligible', 'eligible'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['opened', 'opened', 'opens_measured'],
  ['clicked', 'clicked', 'clicks_measured'],
  ['answered', 'answered'],
  ['positive', 'positive'],
  ['converted', 'converted_last'],
  ['ordered', 'ordered'],
];

/**
 * The stages that leads at least as old as the window reached. What only some can tell is a part of these, and passed
 * over by the rates of the stages after it; so is a stage that more have gone past than were seen at it: not every
 * server reports a delivery, and a customer may be made without an answer. No rate is above one.
 */
export function funnelOf({ all, mature }: Sums): Pick<Funnel, 'stages' | 'young'> {
  let previous: number | null = null;
  const stages = FUNNEL.map(([stage, measure, among], at) => {
    const reached = mature[measure];
    if (among) {
      const measured = mature[among];
      const leads = measured > 0 ? reached : null;
      return { stage, leads, measured, ofPrevious: part(reached, measured), ofFirst: null };
    }
    const ofPrevious = previous === null ? null : part(reached, previous);
    const isPassed = FUNNEL.slice(at + 1).some(([, later]) => mature[later] > reached);
    if (!isPassed) previous = reached;
    const ofFirst = part(reached, mature.eligible);
    return { stage, leads: reached, measured: null, ofPrevious, ofFirst };
  });
  return { stages, young: all.sent - mature.sent };
}

function part(count: number, of: number): number | null {
  return of === 0 ? null : count / of;
}
