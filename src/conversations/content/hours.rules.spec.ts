import { firstPromptAt, freeAt, nextHour, nextOpen } from './hours.rules';

const at = (text: string) => new Date(text);
const BERLIN = 'Europe/Berlin';
const DAY = { from: 8, until: 20 };

describe('open hours', () => {
  it.each([
    ['in the middle of the day', '2026-03-10T11:00:00Z', BERLIN, '2026-03-10T11:00:00Z'],
    ['as they open', '2026-03-10T07:00:00Z', BERLIN, '2026-03-10T07:00:00Z'],
    ['before they open', '2026-03-10T06:59:00Z', BERLIN, '2026-03-10T07:00:00Z'],
    ['as they close', '2026-03-10T19:00:00Z', BERLIN, '2026-03-11T07:00:00Z'],
    ['in the night of the clock change', '2026-03-28T22:00:00Z', BERLIN, '2026-03-29T06:00:00Z'],
    ['where it is another day', '2026-03-10T11:00:00Z', 'Pacific/Auckland', '2026-03-10T19:00:00Z'],
  ])('%s', (_, given, zone, expected) => {
    expect(nextOpen(at(given), zone, DAY)).toEqual(at(expected));
  });
});

describe('the prompt', () => {
  it.each([
    ['the evening after three whole days', '2026-03-10T09:00:00Z', '2026-03-13T17:00:00Z'],
    ['the next one for what came in the evening', '2026-03-10T17:30:00Z', '2026-03-14T17:00:00Z'],
    ['not at three days to the minute', '2026-03-10T17:00:00Z', '2026-03-14T17:00:00Z'],
    ['by the clock on the wall across its change', '2026-03-26T09:00:00Z', '2026-03-29T16:00:00Z'],
  ])('comes %s', (_, granted, expected) => {
    expect(firstPromptAt(at(granted), BERLIN, 18)).toEqual(at(expected));
  });

  it('comes once a day', () => {
    const first = at('2026-03-28T17:00:00Z');

    expect(nextHour(first, BERLIN, 18)).toEqual(at('2026-03-29T16:00:00Z'));
    expect(nextHour(at('2026-03-28T16:59:00Z'), BERLIN, 18)).toEqual(first);
  });
});

describe('the caps', () => {
  const now = at('2026-03-10T09:00:00Z');
  const caps = [
    { messages: 1, hours: 48 },
    { messages: 2, hours: 720 },
  ];

  it.each([
    ['let the first go', [], '2026-03-10T09:00:00Z'],
    ['hold back after one', ['2026-03-09T09:00:00Z'], '2026-03-11T09:00:00Z'],
    [
      'count in any order',
      ['2026-02-20T09:00:00Z', '2026-03-01T09:00:00Z'],
      '2026-03-22T09:00:00Z',
    ],
    [
      'forget what is long ago',
      ['2026-01-01T09:00:00Z', '2025-12-01T09:00:00Z'],
      '2026-03-10T09:00:00Z',
    ],
  ])('%s', (_, contacted, expected) => {
    expect(freeAt(now, contacted.map(at), caps)).toEqual(at(expected));
  });
});
