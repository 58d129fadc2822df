import { Spaced } from './spaced';

describe('a spaced act', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs at once, then no more than once in its time, and the last wish too', () => {
    const spaced = new Spaced(3000);
    const ran: number[] = [];
    const act = () => ran.push(performance.now());
    const start = performance.now();

    for (let at = 0; at < 7000; at += 250) {
      spaced.run(act);
      jest.advanceTimersByTime(250);
    }
    jest.advanceTimersByTime(10_000);

    expect(ran.map((at) => Math.round(at - start))).toEqual([0, 3000, 6000, 9000]);
  });
});
