import { clientAddress } from './client-address.rules';

describe('the address of a client', () => {
  it.each([
    ['without a proxy is the socket’s, whatever it claims', '10.0.0.1', '1.2.3.4', 0, '10.0.0.1'],
    ['behind one proxy is what that proxy saw', '10.0.0.1', '192.0.2.7', 1, '192.0.2.7'],
    ['is not what the client put in front', '10.0.0.1', '1.2.3.4, 192.0.2.7', 1, '192.0.2.7'],
    [
      'behind two is what the outer one saw',
      '10.0.0.1',
      '6.6.6.6,192.0.2.7,10.0.0.2',
      2,
      '192.0.2.7',
    ],
    ['is the socket’s when the proxy says nothing', '10.0.0.1', undefined, 1, '10.0.0.1'],
    ['is the furthest one told when fewer proxies speak', '10.0.0.1', '192.0.2.7', 3, '192.0.2.7'],
    ['passes over empty places', '10.0.0.1', ' , 192.0.2.7 ,', 1, '192.0.2.7'],
  ])('%s', (_, socket, forwarded, proxies, expected) => {
    expect(clientAddress(socket, forwarded, proxies)).toBe(expected);
  });
});
