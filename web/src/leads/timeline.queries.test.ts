jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { joined, lines, type TimelineItem } from './timeline.queries';
import { groupOf } from './work-keys.queries';

const item = (over: Partial<TimelineItem>): TimelineItem =>
  ({
    ...{ id: 'a', sequence: '1', type: 'crm.lead.changed.v1', mail: null },
    ...{ act: { key: over.id ?? 'a', leads: false }, ...over },
  }) as TimelineItem;
const ids = (all: readonly TimelineItem[]) => lines(all).map(({ id }) => id);
const mail = (messageId: string) => ({ messageId }) as TimelineItem['mail'];

describe('pages of a timeline', () => {
  it('join in the order of the log, each fact once, the newer reading winning', () => {
    const old = item({ id: 'a', sequence: '1' });
    const newer = item({ id: 'a', sequence: '1', type: 'crm.email.sent.v1' });

    const all = joined(
      [item({ id: 'c', sequence: '3' }), newer],
      [item({ id: 'b', sequence: '2' }), old],
    );

    expect(all.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(all[2]).toBe(newer);
  });
});

describe('the lines of a timeline', () => {
  const queued = item({ id: 'q', type: 'crm.email.queued.v1', mail: mail('m') });

  it('leave out that a mail was queued once something later of it stands there', () => {
    const sent = item({ id: 's', type: 'crm.email.sent.v1', mail: mail('m') });

    expect(ids([sent, queued])).toEqual(['s']);
    expect(ids([queued])).toEqual(['q']);
  });

  it('leave out nothing of another mail', () => {
    const other = item({ id: 'o', type: 'crm.email.sent.v1', mail: mail('n') });

    expect(ids([other, queued])).toEqual(['o', 'q']);
  });
});

describe('the facts of one act', () => {
  const act = (leads: boolean, key = 'mail:1') => ({ key, leads });
  const answer = item({ id: 'a', type: 'crm.email.received.v1', act: act(true) });
  const read = item({ id: 'r', type: 'crm.response.classified.v1', act: act(false) });
  const activity = item({ id: 'l', type: 'crm.lead.activity.logged.v1', act: act(false) });

  it('are one line, with the others inside', () => {
    const shown = lines([activity, read, answer, item({ id: 'x' })]);

    expect(shown.map(({ id }) => id)).toEqual(['a', 'x']);
    expect(shown[0]?.inner).toEqual([activity, read]);
    expect(shown[1]?.inner).toEqual([]);
  });

  it('stand alone where the one that leads is not loaded', () => {
    expect(ids([activity, read])).toEqual(['l', 'r']);
  });

  it('belong to no other act', () => {
    const other = item({ id: 'o', act: act(true, 'mail:2') });

    expect(ids([activity, other])).toEqual(['l', 'o']);
  });
});

describe('a fact of the stream', () => {
  it.each([
    ['crm.email.sent.v1', 'messages'],
    ['crm.lead.followup.processed.v1', 'automation'],
    ['crm.lead.followup.planned.v1', null],
    ['crm.task.opened.v1', 'activities'],
    ['crm.lead.activity.logged.v1', 'activities'],
    ['crm.consent.changed.v1', 'changes'],
    ['crm.response.classified.v1', 'messages'],
    ['crm.lead.converted.v1', 'changes'],
  ])('%s is filed where the server files it: %s', (type, group) => {
    expect(groupOf(type)).toBe(group);
  });
});
