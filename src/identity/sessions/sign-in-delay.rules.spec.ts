import { delaySeconds, FREE_FAILURES, networkOf } from './sign-in-delay.rules';

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

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
