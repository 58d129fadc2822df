import { int4Array, textArray, uuidArray } from './binary-array.rules';

const header = (oid: string, count: string) => `0000000100000001${oid}${count}00000001`;

describe('an array in binary', () => {
  it.each([
    [
      'text',
      textArray(['ä', '', null]),
      `${header('00000019', '00000003')}00000002c3a400000000ffffffff`,
    ],
    [
      'bytes of text',
      textArray([Buffer.from('a"{')]),
      `${header('00000019', '00000001')}0000000361227b`,
    ],
    [
      'numbers',
      int4Array([1, -1]),
      `${header('00000017', '00000002')}000000040000000100000004ffffffff`,
    ],
    [
      'ids',
      uuidArray([Buffer.alloc(16, 7)]),
      `${header('00000b86', '00000001')}00000010${'07'.repeat(16)}`,
    ],
    ['nothing', textArray([]), header('00000019', '00000000')],
  ])('of %s', (_what, array, hex) => {
    expect(array.toString('hex')).toBe(hex);
  });
});
