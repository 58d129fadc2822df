import { scoreRange } from './score-range.rules';

describe('a range of the score', () => {
  it.each([
    ['50..', 50, 100],
    ['..49', 0, 49],
    ['25..49', 25, 49],
    ['100..100', 100, 100],
  ])('reads %s', (text, from, to) => {
    expect(scoreRange(text)).toEqual({ from, to });
  });

  it.each(['..', '50', '50..49', '0..101', '-1..5', '5...9', ' 5..9', 'a..b'])(
    'is not %s',
    (text) => {
      expect(scoreRange(text)).toBeNull();
    },
  );
});
