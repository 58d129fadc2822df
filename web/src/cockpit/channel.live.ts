import type { QueryClient } from '@tanstack/react-query';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import { Spaced } from '../core/spaced';
import { channelKeys } from './channel.queries';
import { myDayKeys } from './my-day.queries';

const SPACED_MS = 3_000;
const KEYS = [...Object.values(channelKeys), myDayKeys.all];
const spaces = new WeakMap<QueryClient, Spaced>();

function onChannel({ queries }: LiveCache): void {
  const spaced = spaces.get(queries) ?? new Spaced(SPACED_MS);
  spaces.set(queries, spaced);
  spaced.run(() => {
    for (const queryKey of KEYS) void queries.invalidateQueries({ queryKey });
  });
}

const TYPES = [
  'crm.message.received.v1',
  'crm.message.sent.v1',
  'crm.message.status.changed.v1',
  'crm.button.clicked.v1',
  'crm.content.unlocked.v1',
  'crm.content.delivered.v1',
  'crm.conversation.opened.v1',
  'crm.conversation.escalated.v1',
  'crm.conversation.closed.v1',
];

const table: LiveTable = Object.fromEntries(TYPES.map((type) => [type, onChannel]));

export const channelRoom: LiveRoom = {
  table,
  read: () => Promise.resolve(),
  liveKeys: KEYS,
};
