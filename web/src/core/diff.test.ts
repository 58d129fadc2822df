import { diffLines, folded } from './diff';

describe('the difference of two texts', () => {
  it('says what was taken away and what came in its place', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc\nd')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
      { kind: 'added', text: 'd' },
    ]);
  });

  it('folds what lies far from every change, and is one gap without any', () => {
    const text = Array.from({ length: 9 }, (_, nr) => String(nr)).join('\n');

    expect(folded(diffLines(text, text))).toEqual([{ gap: 9 }]);
    expect(folded(diffLines(text, text.replace('8', 'x')), 1)).toEqual([
      { gap: 7 },
      { kind: 'same', text: '7' },
      { kind: 'removed', text: '8' },
      { kind: 'added', text: 'x' },
    ]);
  });
});
