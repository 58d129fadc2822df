jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { actsOf, targetsOf } from './acts.queries';
import type { FollowUpRow } from './follow-ups.queries';

const row = (values: Partial<FollowUpRow>): FollowUpRow =>
  ({
    id: 'f',
    leadId: 'l',
    state: 'planned',
    paused: false,
    reason: null,
    ...values,
  }) as FollowUpRow;

describe('what can be done about a follow-up', () => {
  it.each([
    [{}, ['dispatch', 'pause', 'skip', 'completion']],
    [{ state: 'overdue' }, ['dispatch', 'pause', 'skip', 'completion']],
    [{ paused: true }, ['resumption', 'skip', 'completion']],
    [
      { state: 'deferred', reason: 'AWAITING_APPROVAL' },
      ['approval', 'dispatch', 'pause', 'skip', 'completion'],
    ],
    [{ state: 'queued' }, []],
    [{ state: 'handed_over' }, []],
  ] as const)('%j: %j', (values, acts) => {
    expect(actsOf(row(values as Partial<FollowUpRow>))).toEqual(acts);
  });

  it('pauses a lead once, however many of its steps are chosen', () => {
    const rows = [row({ id: 'a' }), row({ id: 'b' }), row({ id: 'c', leadId: 'm' })];

    expect(targetsOf('pause', rows).map(({ leadId }) => leadId)).toEqual(['l', 'm']);
    expect(targetsOf('skip', rows)).toHaveLength(3);
  });
});
