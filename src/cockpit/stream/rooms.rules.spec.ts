import { roomKey } from './rooms.rules';

const anna = { kind: 'own', role: 'SALES', userId: 'anna', teamIds: ['a'], territories: ['DE'] };
const mona = { ...anna, kind: 'team', role: 'MANAGER', userId: 'mona', teamIds: ['a', 'b'] };

describe('the room of a reader', () => {
  it.each([
    [anna, { ...anna, teamIds: [] }],
    [mona, { ...mona, userId: 'max', teamIds: ['b', 'a'] }],
    [
      { ...anna, kind: 'all', role: 'ADMIN' },
      { ...mona, kind: 'all', role: 'ADMIN' },
    ],
  ])('is shared by those who see the same', (one, other) => {
    expect(roomKey(one)).toBe(roomKey(other));
  });

  it.each([
    [anna, { ...anna, userId: 'bert' }],
    [anna, { ...anna, territories: ['DE', 'CH'] }],
    [mona, { ...mona, teamIds: ['a'] }],
    [mona, { ...mona, territories: ['CH'] }],
    [
      { ...anna, kind: 'all', role: 'ADMIN' },
      { ...anna, kind: 'all', role: 'AUDITOR' },
    ],
    [anna, mona],
  ])('is another for those who do not', (one, other) => {
    expect(roomKey(one)).not.toBe(roomKey(other));
  });
});
