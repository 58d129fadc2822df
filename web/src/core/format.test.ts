import { Format } from './format';

const words = {
  de: { now: 'gerade eben', yesterday: 'gestern', minutes: (n: number) => `vor ${n} Min` },
  en: { now: 'just now', yesterday: 'yesterday', minutes: (n: number) => `${n} min ago` },
};
const de = new Format('de', 'Europe/Berlin', words.de);
const en = new Format('en', 'Europe/Berlin', words.en);
const now = new Date('2026-03-12T08:41:00Z');

describe('numbers', () => {
  it('follow the language', () => {
    expect(de.number(1284)).toBe('1.284');
    expect(en.number(1284)).toBe('1,284');
    expect(de.rate(0.142)).toBe('14,2\u00a0%');
  });

  it('say "–" for what is not measured, and 0 for zero', () => {
    expect(de.number(null)).toBe('–');
    expect(de.money(null)).toBe('–');
    expect(de.rate(undefined)).toBe('–');
    expect(de.number(0)).toBe('0');
  });

  it('show cents on records only', () => {
    expect(de.money({ cents: 8_400_000, currency: 'EUR' })).toBe('84.000\u00a0€');
    expect(de.money({ cents: 8_400_000, currency: 'EUR' }, true)).toBe('84.000,00\u00a0€');
    expect(de.money({ cents: 6_250_000, currency: 'CHF' })).toBe('62.500\u00a0CHF');
    expect(de.money({ cents: 123_456, currency: 'EUR' })).toBe('1.234,56\u00a0€');
  });
});

describe('instants', () => {
  it.each([
    ['2026-03-12T08:40:31Z', 'gerade eben'],
    ['2026-03-12T08:37:00Z', 'vor 4 Min'],
    ['2026-03-12T07:38:00Z', '08:38'],
    ['2026-03-11T22:59:00Z', 'gestern'],
    ['2026-03-11T23:01:00Z', '00:01'],
    ['2026-03-09T08:00:00Z', 'Mo 09.03.'],
    ['2025-03-09T08:00:00Z', '09.03.2025'],
    ['2026-03-16T07:24:00Z', 'Mo 16.03.'],
  ])('%s is %s', (at, words) => {
    expect(de.ago(at, now)).toBe(words);
  });

  it.each([
    ['2026-03-12T13:30:00Z', '14:30'],
    ['2026-03-12T23:30:00Z', 'Fr 13.03. 00:30'],
  ])('ahead, %s is %s', (at, words) => {
    expect(de.soon(at, now)).toBe(words);
  });

  it('are shown in the zone of the user', () => {
    expect(new Format('de', 'America/New_York', words.de).time('2026-03-12T08:40:00Z')).toBe(
      '04:40',
    );
  });

  it('read naturally in English', () => {
    expect(en.ago('2026-03-09T08:00:00Z', now)).toBe('Mon 9 Mar');
    expect(de.longDate(now)).toBe('Donnerstag, 12. März 2026');
  });
});
