import fc from 'fast-check';
import { isFitForWire } from './wire.rules';

describe('a body', () => {
  it('goes over the wire as it is exactly when its lines are whole and none begins with a dot', () => {
    const bytes = fc.array(fc.constantFrom('a', '.', '\r', '\n', '\r\n'), { maxLength: 8 });

    fc.assert(
      fc.property(bytes, (parts) => {
        const text = parts.join('');

        expect(isFitForWire(Buffer.from(text))).toBe(/^((?!\.)[^\r\n]*\r\n)+$/.test(text));
      }),
      { numRuns: 500 },
    );
  });
});
