import type { Consumer, Job } from './operations.queries';
import { byAlarm, jobStandingOf, standingOf } from './standing.queries';

const consumer: Consumer = {
  name: 'test.reader',
  types: [],
  rebuildable: false,
  lagSeconds: 0,
  lagEvents: 0,
  sequence: null,
  advancedSecondsAgo: 3,
  parked: 0,
  dead: 0,
};
const job: Job = {
  name: 'test.loop',
  process: 'here:1',
  everySeconds: 10,
  runsForSeconds: null,
  endedSecondsAgo: 4,
  tookSeconds: 0.1,
  failures: 0,
  error: null,
  dueAt: null,
};

describe('a reader of the log', () => {
  it.each([
    [{}, 'current'],
    [{ lagSeconds: 60 }, 'current'],
    [{ lagSeconds: 61, dead: 2 }, 'behind'],
    [{ dead: 1 }, 'stuck'],
    [{ parked: 1 }, 'current'],
    [{ lagSeconds: null }, 'unread'],
  ])('with %j is %s', (some, standing) => {
    expect(standingOf({ ...consumer, ...some })).toBe(standing);
  });
});

describe('a loop', () => {
  it.each([
    [{}, 'resting'],
    [{ endedSecondsAgo: 40 }, 'resting'],
    [{ endedSecondsAgo: 41 }, 'late'],
    [{ endedSecondsAgo: null }, 'fresh'],
    [{ endedSecondsAgo: 900, runsForSeconds: 300 }, 'running'],
    [{ runsForSeconds: 301 }, 'hanging'],
    [{ failures: 1, runsForSeconds: 301 }, 'failing'],
  ])('with %j is %s', (some, standing) => {
    expect(jobStandingOf({ ...job, ...some })).toBe(standing);
  });

  it('stands above the others when something is wrong with it', () => {
    const well = { ...job, name: 'a' };
    const running = { ...job, name: 'b', runsForSeconds: 1 };
    const failing = { ...job, name: 'c', failures: 2 };

    expect([running, well, failing].sort(byAlarm).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });
});
