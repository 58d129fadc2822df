import fc from 'fast-check';
import { formatSequence, parseSequence, placeBelow, SequenceSchema } from './sequence.rules';

const place = fc.record({
  epoch: fc.integer({ min: 0, max: 999_999 }),
  tx: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  position: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
});

describe('a sequence', () => {
  it('comes back from its text unchanged', () => {
    fc.assert(fc.property(place, (p) => expect(parseSequence(formatSequence(p))).toEqual(p)));
  });

  it('sorts as text like (epoch, tx, position)', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        const order =
          a.epoch - b.epoch ||
          Number(a.tx < b.tx ? -1n : BigInt(a.tx > b.tx)) ||
          Number(a.position < b.position ? -1n : BigInt(a.position > b.position));
        const text =
          formatSequence(a) < formatSequence(b)
            ? -1
            : Number(formatSequence(a) > formatSequence(b));
        expect(Math.sign(order)).toBe(text);
      }),
    );
  });

  it.each(['', '1-2-3', '000001-1-1', 'x'.repeat(47), `${formatSequence(placeBelow(1, 5n))} `])(
    'is not read from %j',
    (text) => expect(parseSequence(text)).toBeNull(),
  );

  it.each([
    ['000001-18446744073709551616-0000000000000000000', 'a transaction that no counter reaches'],
    ['000001-00000000000000000001-9223372036854775808', 'a position that no column holds'],
  ])('is not read from %s, %s', (text) => {
    expect(parseSequence(text)).toBeNull();
    expect(SequenceSchema.safeParse(text).success).toBe(false);
  });

  it('below a horizon covers every position of the transactions before it, and none of the horizon', () => {
    const safe = formatSequence(placeBelow(1, 100n));

    expect(formatSequence({ epoch: 1, tx: 99n, position: 2n ** 62n }) <= safe).toBe(true);
    expect(formatSequence({ epoch: 1, tx: 100n, position: 0n }) > safe).toBe(true);
  });
});
