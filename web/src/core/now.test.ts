import { currentTime, learnTime } from './now';

const HOUR_MS = 3_600_000;
const aheadMs = () => currentTime().getTime() - Date.now();

describe('the time on the screens', () => {
  it("is the server's where that is turned, and this machine's where they agree", () => {
    learnTime(new Date(Date.now() + 72 * HOUR_MS).toISOString());
    expect(aheadMs()).toBeGreaterThan(71.9 * HOUR_MS);

    // What was under way for some seconds moves nothing.
    learnTime(new Date(Date.now() + 72 * HOUR_MS - 5000).toISOString());
    expect(aheadMs()).toBeGreaterThan(71.999 * HOUR_MS);

    learnTime('no time');
    expect(aheadMs()).toBeGreaterThan(71.9 * HOUR_MS);

    learnTime(new Date().toISOString());
    expect(aheadMs()).toBe(0);
  });
});
