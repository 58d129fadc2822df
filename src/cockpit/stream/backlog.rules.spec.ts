import fc from 'fast-check';
import { Backlog, MOST_QUEUED_BYTES, MOST_QUEUED_MESSAGES } from './backlog.rules';

describe('a backlog', () => {
  it('is empty while the socket sends everything at once', () => {
    const backlog = new Backlog();

    for (let i = 0; i < 5000; i++) backlog.add(400, 3, 0);

    expect(backlog.messages).toBe(0);
    expect(backlog.isTooLong(0)).toBe(false);
  });

  it('counts what is unsent and forgets what went out', () => {
    const backlog = new Backlog();

    backlog.add(100, 2, 100);
    backlog.add(100, 3, 200);
    expect(backlog.messages).toBe(5);

    backlog.add(50, 1, 60);
    expect(backlog.messages).toBe(4);

    backlog.add(50, 1, 0);
    expect(backlog.messages).toBe(0);
  });

  it('is too long beyond 1,000 messages or 1 MiB', () => {
    const many = new Backlog();
    many.add(10, MOST_QUEUED_MESSAGES, 10);
    expect(many.isTooLong(10)).toBe(false);
    many.add(10, 1, 20);
    expect(many.isTooLong(20)).toBe(true);

    expect(new Backlog().isTooLong(MOST_QUEUED_BYTES)).toBe(false);
    expect(new Backlog().isTooLong(MOST_QUEUED_BYTES + 1)).toBe(true);
  });

  it('never counts less than is unsent, and at most one piece more', () => {
    const step = fc.record({ bytes: fc.integer({ min: 1, max: 500 }), sends: fc.nat(700) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), (steps) => {
        const backlog = new Backlog();
        const ends: number[] = [];
        let written = 0;
        let unsent = 0;
        for (const { bytes, sends } of steps) {
          written += bytes;
          ends.push(written);
          unsent = Math.max(0, unsent + bytes - sends);
          backlog.add(bytes, 1, unsent);
        }

        expect(backlog.messages).toBe(ends.filter((end) => end > written - unsent).length);
      }),
    );
  });
});
