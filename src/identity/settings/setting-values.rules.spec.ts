import { type SettingValue, valueFor } from './setting-values.rules';

const now = new Date('2026-03-02T08:00:00Z');
const value = (over: Partial<SettingValue>): SettingValue => ({
  territory: null,
  userId: null,
  value: 'everybody',
  validFrom: now,
  ...over,
});

describe('the value of a setting', () => {
  const values = [
    value({ value: 'tomorrow', validFrom: new Date('2026-03-03T08:00:00Z') }),
    value({ value: 'newest' }),
    value({ value: 'older', validFrom: new Date('2026-03-01T08:00:00Z') }),
    value({ value: 'CH', territory: 'CH' }),
    value({ value: 'Anna', userId: 'anna' }),
    value({ value: 'Anna in CH', userId: 'anna', territory: 'CH' }),
  ];

  it.each([
    [{}, 'newest'],
    [{ territory: 'DE' }, 'newest'],
    [{ territory: 'CH' }, 'CH'],
    [{ userId: 'anna' }, 'Anna'],
    [{ userId: 'anna', territory: 'DE' }, 'Anna'],
    [{ userId: 'anna', territory: 'CH' }, 'Anna in CH'],
    [{ userId: 'ben', territory: 'CH' }, 'CH'],
  ])('for %j is %s', (place, expected) => {
    expect(valueFor(values, place, now)?.value).toBe(expected);
  });

  it('is none when nothing was ever set', () => {
    expect(valueFor([], {}, now)).toBeNull();
  });
});
