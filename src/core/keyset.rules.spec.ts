import { decodeCursor, encodeCursor, type PageCursor } from './keyset.rules';

const id = '01a214df-49d0-7022-ba92-4dc2a94433f3';
const cursor = (value: string, sort = 'at'): PageCursor => ({ sort, direction: 'next', value, id });

describe('the cursor of a page', () => {
  it.each([
    '2026-11-25 22:41:47.472+00',
    '2028-02-29 00:00:00.123456-05',
    '2026-11-25 22:41:47+05:30',
  ])('holds the instant %s', (value) => {
    expect(decodeCursor(encodeCursor(cursor(value)), 'at', 'timestamptz')).toEqual(cursor(value));
  });

  it.each([
    '',
    '99999999999999',
    '2026-13-45 00:00:00+00',
    '2026-02-29 00:00:00+00',
    'infinity',
    '\0',
  ])('holds no instant %j', (value) => {
    expect(decodeCursor(encodeCursor(cursor(value)), 'at', 'timestamptz')).toBeNull();
  });

  it('holds a number, and nothing else as one', () => {
    expect(decodeCursor(encodeCursor(cursor('-1')), 'at', 'int')).not.toBeNull();
    for (const value of ['', '1.5', '1e3', '12345678901'])
      expect(decodeCursor(encodeCursor(cursor(value)), 'at', 'int')).toBeNull();
  });

  it('holds a name, whatever is in it but what no database keeps', () => {
    expect(decodeCursor(encodeCursor(cursor('Köche "& Söhne"')), 'at', 'text')).not.toBeNull();
    expect(decodeCursor(encodeCursor(cursor('a\0b')), 'at', 'text')).toBeNull();
    expect(decodeCursor(encodeCursor(cursor('a\ud800')), 'at', 'text')).toBeNull();
  });

  it('is none of another order, direction or form', () => {
    const instant = '2026-11-25 22:41:47+00';
    const encoded = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

    expect(decodeCursor(encodeCursor(cursor(instant)), 'other', 'timestamptz')).toBeNull();
    for (const text of [encoded(['at', 'up', instant, id]), encoded({}), encoded(null), 'x'])
      expect(decodeCursor(text, 'at', 'timestamptz')).toBeNull();
  });
});
