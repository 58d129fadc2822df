import fc from 'fast-check';
import { base32, idFor, idOfMid, midOf } from './mid.rules';

describe('a mid', () => {
  it('comes back as the id it was made of, in 26 characters', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(midOf(id)).toHaveLength(26);
        expect(idOfMid(midOf(id))).toBe(id);
      }),
    );
  });

  it.each([
    '',
    'z'.repeat(26),
    '8'.repeat(26),
    midOf('019a0000-0000-7000-8000-000000000001').toUpperCase(),
  ])('is not read from %j', (text) => expect(idOfMid(text)).toBeNull());

  it('sorts like the ids', () => {
    fc.assert(fc.property(fc.uuid(), fc.uuid(), (a, b) => expect(midOf(a) < midOf(b)).toBe(a < b)));
  });
});

describe('base 32', () => {
  it('writes 10 bytes in 16 characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) =>
        expect(base32(Buffer.from(bytes))).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/),
      ),
    );
  });
});

describe('an id for a key', () => {
  it('is a UUIDv7 and the same for the same key and instant', () => {
    const digest = Buffer.alloc(32, 7);

    expect(idFor(1_800_000_000_000, digest)).toBe(idFor(1_800_000_000_000, digest));
    expect(idFor(1_800_000_000_000, digest)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/,
    );
  });
});
