import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { inboxKeys } from './inbox.queries';

/** Stands among the ids to read for the boxes, so that they are asked once a second at most. */
const BOXES = 'boxes';

function onAnswer({ queries, refresh }: LiveCache, { data }: Frame): void {
  refresh(BOXES);
  const { responseId } = (data ?? {}) as { responseId?: unknown };
  if (typeof responseId === 'string')
    void queries.invalidateQueries({ queryKey: inboxKeys.answer(responseId) });
}

const onLead = ({ refresh }: LiveCache): void => refresh(BOXES);

const table: LiveTable = {
  'crm.response.classified.v1': onAnswer,
  'crm.conversion.reviewed.v1': onAnswer,
  'crm.lead.converted.v1': onLead,
  'crm.conversion.undone.v1': onLead,
  'crm.task.opened.v1': onLead,
  'crm.task.completed.v1': onLead,
};

export const inboxRoom: LiveRoom = {
  table,
  read: async (queries) => {
    await queries.invalidateQueries({ queryKey: inboxKeys.boxes });
    await queries.invalidateQueries({ queryKey: inboxKeys.outlooks });
  },
  liveKeys: [inboxKeys.boxes, inboxKeys.answers, inboxKeys.outlooks],
};
