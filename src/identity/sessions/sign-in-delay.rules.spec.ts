import { delaySeconds, FREE_FAILURES } from './sign-in-delay.rules';

describe('the delay of a sign-in', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [6, 2],
    [7, 4],
    [14, 512],
    [15, 900],
    [5000, 900],
  ])('after %i failures of an account is %i seconds', (failures, seconds) => {
    expect(delaySeconds(failures, FREE_FAILURES.ACCOUNT)).toBe(seconds);
  });

  it('begins later for an address, which many people may share', () => {
    expect(delaySeconds(19, FREE_FAILURES.ADDRESS)).toBe(0);
    expect(delaySeconds(20, FREE_FAILURES.ADDRESS)).toBe(1);
  });
});
