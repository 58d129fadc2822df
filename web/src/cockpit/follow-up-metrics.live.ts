import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { type Metrics, metricsKeys } from './follow-up-metrics.queries';

const COUNTS = ['pendingT3', 'pendingT7', 'sentToday', 'overdue', 'youngLeads'] as const;
const TRENDS = ['sent', 'skipped'] as const;
/** Stand among the ids to read, so that each is asked once a second at most. */
const OWN = 'own';
const DECISIONS = 'decisions';

type Numbers = Readonly<Record<string, unknown>>;
const isNumber = (value: unknown): value is number => typeof value === 'number';
const orNull = (value: unknown): number | null => (isNumber(value) ? value : null);

/** The numbers of a frame as the answer has them; null when it is not of this shape. */
export function measuredOf(
  data: unknown,
): Pick<Metrics, (typeof COUNTS)[number] | 'conversionRate' | 'trend'> | null {
  const numbers = (data as { numbers?: { followups?: Numbers } } | null)?.numbers?.followups;
  if (!numbers) return null;
  const counts = COUNTS.map((key) => [key, numbers[key]] as const);
  const trends = TRENDS.map((key) => {
    const [current, previous] = [numbers[key], numbers[`${key}Before`]];
    return [key, { current, previous, changePct: orNull(numbers[`${key}ChangePct`]) }] as const;
  });
  const isWhole =
    counts.every(([, value]) => isNumber(value)) &&
    trends.every(([, { current, previous }]) => isNumber(current) && isNumber(previous));
  if (!isWhole) return null;
  return {
    ...(Object.fromEntries(counts) as Record<(typeof COUNTS)[number], number>),
    conversionRate: orNull(numbers['conversionRate']),
    trend: Object.fromEntries(trends) as Metrics['trend'],
  };
}

/** Absolute numbers replace what is shown, unless they are older; those of a narrower view are read again. */
function onNumbers({ queries, refresh }: LiveCache, frame: Frame): void {
  const measured = measuredOf(frame.data);
  if (!measured) return;
  const { as_of: asOf, as_of_sequence: asOfSequence } = frame.data as Record<string, unknown>;
  if (typeof asOf !== 'string' || typeof asOfSequence !== 'string') return;
  queries.setQueryData<Metrics>(metricsKeys.one('wide'), (shown) =>
    shown === undefined || shown.asOfSequence > asOfSequence
      ? shown
      : { ...shown, ...measured, asOf, asOfSequence },
  );
  refresh(OWN);
}

const onDecision = ({ refresh }: LiveCache): void => refresh(DECISIONS);

export const metricsTable: LiveTable = {
  'metrics.update': onNumbers,
  snapshot: onNumbers,
  'crm.lead.followup.processed.v1': onDecision,
  'crm.lead.followup.cancelled.v1': onDecision,
};

export const metricsRoom: LiveRoom = {
  table: metricsTable,
  read: (queries, ids) => {
    if (ids.includes(OWN)) void queries.invalidateQueries({ queryKey: metricsKeys.one('own') });
    if (ids.includes(DECISIONS))
      void queries.invalidateQueries({ queryKey: metricsKeys.decisions });
    return Promise.resolve();
  },
  liveKeys: [metricsKeys.all, metricsKeys.decisions],
};
