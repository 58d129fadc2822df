jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { joined, lines, type TimelineItem } from './timeline.queries';
import { groupOf } from './work-keys.queries';

const item = (over: Partial<TimelineItem>): TimelineItem =>
  ({ id: 'a', sequence: '1', type: 'crm.lead.changed.v1', mail: null, ...over }) as TimelineItem;
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

    expect(lines([sent, queued])).toEqual([sent]);
    expect(lines([queued])).toEqual([queued]);
  });

  it('leave out nothing of another mail', () => {
    const other = item({ id: 'o', type: 'crm.email.sent.v1', mail: mail('n') });

    expect(lines([other, queued])).toEqual([other, queued]);
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
  ])('%s is filed where the server files it: %s', (type, group) => {
    expect(groupOf(type)).toBe(group);
  });
});
