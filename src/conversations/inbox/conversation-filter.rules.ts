import type { Scope } from '../../identity';
import type { Box, ConversationFilter } from './inbox.dto';

const STATES_OF_BOX: Readonly<Record<Box, readonly string[] | null>> = {
  open: ['open', 'pending_agent'],
  waiting: ['open', 'pending_agent'],
  mine: ['open', 'pending_agent', 'snoozed'],
  snoozed: ['snoozed'],
  closed: ['closed'],
  all: null,
};

/** What a search has found: conversations by their words, and leads by their names. */
export interface Found {
  readonly conversationIds: readonly string[];
  readonly leadIds: readonly string[];
}

/** $1 to $11 as {@link filterValues} gives them. */
export const FILTER = `($2::text[] IS NULL OR c.state = ANY ($2)) AND ($3::text[] IS NULL OR c.channel = ANY ($3))
  AND ($4::uuid[] IS NULL OR c.owner_id = ANY ($4))
  AND ($5::uuid[] IS NULL OR c.assignee_id = ANY ($5) OR ($6::boolean AND c.assignee_id IS NULL))
  AND ($7::uuid IS NULL OR c.subject_id = $7) AND ($8::uuid[] IS NULL OR c.id = ANY ($8))
  AND ($9::uuid[] IS NULL OR c.id = ANY ($9) OR c.subject_id = ANY ($10::uuid[]))
  AND (NOT $11::boolean OR c.waiting_since IS NOT NULL)`;

/** Conversations that are asked for by id are found in every box. */
export function filterValues(scope: Scope, filter: ConversationFilter, found: Found | null) {
  const { box, state, channel = null, owner, assignee, id = null, leadId = null } = filter;
  const me = (one: string) => (one === 'me' ? scope.userId : one);
  const asked = box === 'mine' ? ['me'] : assignee;
  return [
    scope.kind === 'team' ? scope.teamIds : [],
    state ?? (id === null ? STATES_OF_BOX[box] : null),
    channel,
    owner?.map(me) ?? null,
    asked?.filter((one) => one !== 'nobody').map(me) ?? null,
    asked?.includes('nobody') ?? false,
    ...[leadId, id, found?.conversationIds ?? null, found?.leadIds ?? null],
    waitsIn(filter),
  ];
}

/** Whether only what waits for an answer of ours is asked for. */
export function waitsIn({ box, id }: Pick<ConversationFilter, 'box' | 'id'>): boolean {
  return box === 'waiting' && id === undefined;
}

/** Drives the index of a manager's teams; row-level security stands behind it as the net. */
export function scopeOf({ kind }: Scope): string {
  return kind === 'team' ? 'c.team_id = ANY ($1::uuid[])' : '($1::uuid[] IS NOT NULL)';
}
