import { spreadOf } from './shares.rules';

describe('the spread', () => {
  it('spreads follow-ups evenly over the first 90 minutes, each always at the same place', () => {
    const ids = Array.from({ length: 9000 }, (_, i) => `follow-up-${String(i)}`);
    const perTenMinutes = Array.from({ length: 9 }, () => 0);
    for (const id of ids) perTenMinutes[Math.floor(spreadOf(id) / 600_000)]! += 1;

    expect(Math.min(...perTenMinutes)).toBeGreaterThan(850);
    expect(Math.max(...perTenMinutes)).toBeLessThan(1150);
    expect(spreadOf('a')).toBe(spreadOf('a'));
  });
});
