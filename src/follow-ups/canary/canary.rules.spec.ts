import { brokenHop, hopOf, type Rounds } from './canary.rules';

const fine: Rounds = { fenced: false, age: 10, open: null, lastBroken: null };

describe('where the canary hangs', () => {
  it.each([
    ['its event was not read', null, false, 'plan'],
    ['nobody decided', 'planned', false, 'decide'],
    ['it was decided against', 'skipped', false, 'decide'],
    ['its mail waits', 'queued', false, 'send'],
    ['its mail failed', 'failed', true, 'send'],
    ['nobody read that its mail is out', 'queued', true, 'report'],
    ['it has arrived', 'handed_over', true, null],
  ] as const)('%s', (_, state, mailSettled, hop) => {
    expect(hopOf({ state, mailSettled })).toBe(hop);
  });

  it.each([
    ['all is well', fine, null],
    ['nothing may leave', { ...fine, fenced: true }, 'fence'],
    ['a round is young', { ...fine, open: { age: 5, hop: 'plan' } }, null],
    ['a round stands', { ...fine, open: { age: 31, hop: 'send' } }, 'send'],
    [
      'the next one is young',
      { ...fine, open: { age: 5, hop: 'plan' }, lastBroken: 'send' },
      'send',
    ],
    ['none has begun for long', { ...fine, age: 601 }, 'start'],
    ['none has ever begun', { ...fine, age: null }, null],
  ] as const)('%s', (_, rounds, hop) => {
    expect(brokenHop(rounds, 300)).toBe(hop);
  });
});
