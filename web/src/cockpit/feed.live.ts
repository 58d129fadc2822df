import type { QueryClient } from '@tanstack/react-query';
import type { LiveCache, LiveRoom } from '../core/live';
import { Spaced } from '../core/spaced';
import { feedKeys, readNewer } from './feed.queries';

/** At hundreds of events a second nobody reads more often. */
const SPACED_MS = 2_000;

const TOLD = [
  ...['email.sent', 'email.failed', 'email.unknown', 'email.suppressed', 'email.bounced'],
  ...[
    'email.complained',
    'email.unsubscribed',
    'email.opened',
    'email.clicked',
    'response.classified',
  ],
  ...['lead.followup.processed', 'lead.followup.cancelled', 'lead.followup.paused'],
  ...['lead.followup.resumed', 'lead.converted', 'conversion.reviewed', 'conversion.undone'],
  ...['opportunity.opened', 'opportunity.changed'],
  ...['customer.order.recorded', 'customer.activated', 'lead.activity.logged', 'task.opened'],
  ...['task.completed', 'lead.sample.delivered', 'lead.registered', 'lead.assigned'],
  ...['lead.status.changed', 'lead.protection.reminded', 'lead.protection.lapsed'],
  ...['lead.protection.extended', 'lead.clock.stopped', 'lead.clock.restarted'],
];

const spaces = new WeakMap<QueryClient, Spaced>();

/** Events carry no words: what is newer is read with the reader's rights and in their language. */
function onFact({ queries }: LiveCache): void {
  const spaced = spaces.get(queries) ?? new Spaced(SPACED_MS);
  spaces.set(queries, spaced);
  spaced.run(() => {
    // Not read now: it is stale and is read again when it is next looked at.
    readNewer(queries).catch(() =>
      queries.invalidateQueries({ queryKey: feedKeys.all, refetchType: 'none' }),
    );
  });
}

export const feedRoom: LiveRoom = {
  table: Object.fromEntries(TOLD.map((fact) => [`crm.${fact}.v1`, onFact])),
  read: () => Promise.resolve(),
  liveKeys: [feedKeys.all],
};
