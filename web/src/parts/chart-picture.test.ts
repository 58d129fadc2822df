import { linesOf } from './chart-picture';

describe('what is said under a picture', () => {
  it('is broken between words where the picture ends', () => {
    const lines = linesOf('Answered in  29 days, of all', (line) => line.length <= 11);

    expect(lines).toEqual(['Answered in', '29 days, of', 'all']);
  });

  it('keeps a word that is longer than the picture', () => {
    expect(linesOf('Betriebsrestaurant ja', (line) => line.length <= 5)).toEqual([
      'Betriebsrestaurant',
      'ja',
    ]);
  });

  it('is no line when nothing is said', () => {
    expect(linesOf(' ', () => true)).toEqual([]);
  });
});
