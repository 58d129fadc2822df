import { mayConnect } from './origins.rules';

const allowed = ['https://crm.example', 'https://screens.example:8443'];

describe('the origin of a page', () => {
  it.each([
    [undefined, 'crm.example'],
    ['http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['http://LocalHost:8080', 'localhost:8080'],
    ['https://crm.example', 'internal:3000'],
    ['https://screens.example:8443', 'internal:3000'],
  ])('%s at the host %s may connect', (origin, host) => {
    expect(mayConnect(origin, host, allowed)).toBe(true);
  });

  it.each([
    ['https://evil.example', 'crm.example'],
    ['http://127.0.0.1:5173', '127.0.0.1:3000'],
    ['https://crm.example.evil.example', 'internal:3000'],
    ['null', 'internal:3000'],
    ['', ''],
    ['file://', ''],
    ['https://evil.example', undefined],
  ])('%j at the host %s may not', (origin, host) => {
    expect(mayConnect(origin, host, allowed)).toBe(false);
  });
});
