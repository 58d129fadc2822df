import {
  type ChannelState,
  faultsOf,
  maskedPhone,
  peakHour,
  rateOf,
  stateOf,
} from './figures.rules';

const NOW = new Date('2026-03-02T09:00:00Z');
const GOOD: ChannelState = {
  mode: 'cloud',
  blockedBy: null,
  quality: 'green',
  oldestWaitingAt: new Date('2026-03-02T08:59:30Z'),
  dead: 0,
  templatesPaused: 0,
  isProbeHealthy: true,
};

describe('the state of the channel', () => {
  it.each<[string, Partial<ChannelState>, string[]]>([
    ['healthy', {}, []],
    ['healthy', { isProbeHealthy: null, quality: null, oldestWaitingAt: null }, []],
    ['off', { mode: 'off' }, []],
    ['down', { isProbeHealthy: false, dead: 1 }, ['probe-failed', 'dead-letters']],
    ['degraded', { blockedBy: 'account_locked' }, ['number-blocked']],
    ['degraded', { oldestWaitingAt: new Date('2026-03-02T08:58:00Z') }, ['backlog']],
    ['degraded', { quality: 'red', templatesPaused: 2 }, ['quality-red', 'template-paused']],
  ])('is %s with %j', (state, over, faults) => {
    const found = faultsOf({ ...GOOD, ...over }, NOW);

    expect(found).toEqual(faults);
    expect(stateOf(over.mode ?? GOOD.mode, found)).toBe(state);
  });
});

describe('a rate', () => {
  it.each([
    [1, 4, 0.25],
    [0, 4, 0],
    [0, 0, null],
  ])('of %i of %i is %p', (part, whole, rate) => {
    expect(rateOf(part, whole)).toBe(rate);
  });
});

describe('the peak hour', () => {
  it.each([
    [[0, 0, 0], null],
    [[1, 3, 3], 1],
  ])('of %j is %p', (byHour, hour) => {
    expect(peakHour(byHour)).toBe(hour);
  });
});

describe('a masked number', () => {
  it.each([
    ['+4915112345642', '+49 … 42'],
    ['+41791234507', '+41 … 07'],
    ['+35312345678', '+353 … 78'],
    ['+15551234567', '+1 … 67'],
    ['0151', '… 51'],
  ])('of %s is %s', (phone, masked) => {
    expect(maskedPhone(phone)).toBe(masked);
  });
});
