jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { FIRST_AUDIENCE, narrowed, type PackageRow, packagesOf, turnsOf } from './content.queries';

const row = (key: string, number: number, state: PackageRow['state'], name = key) =>
  ({ key, number, state, name }) as PackageRow;

describe('the packages', () => {
  it('stand with their versions, named by what is delivered, open at what is written', () => {
    const found = packagesOf([
      row('preise', 1, 'archived'),
      row('preise', 2, 'approved', 'Preise'),
      row('preise', 3, 'draft', 'Preise neu'),
      row('muster', 1, 'archived', 'Muster'),
    ]);

    expect(found.map(({ key, name, current }) => [key, name, current.number])).toEqual([
      ['preise', 'Preise', 3],
      ['muster', 'Muster', 1],
    ]);
    expect(found[0]?.versions.map(({ number }) => number)).toEqual([3, 2, 1]);
  });
});

describe('a campaign', () => {
  it('is narrowed by what was chosen, and by nothing else', () => {
    expect(narrowed(FIRST_AUDIENCE)).toEqual({
      filter: { status: ['ACTIVE', 'QUALIFIED'] },
      onlyPrimary: true,
    });
    expect(
      narrowed({
        ...FIRST_AUDIENCE,
        ...{ status: [], owner: ['me'], source: ['FAIR'], roles: ['CHEF'], q: ' Adler ' },
        onlyPrimary: false,
      }),
    ).toEqual({
      filter: { owner: ['me'], source: ['FAIR'], q: 'Adler' },
      roles: ['CHEF'],
      onlyPrimary: false,
    });
  });

  it.each([
    ['draft', ['start']],
    ['running', ['pause', 'stop']],
    ['paused', ['resumption', 'stop']],
    ['finished', []],
    ['stopped', []],
  ] as const)('that is %s may %j', (state, turns) => {
    expect(turnsOf(state)).toEqual(turns);
  });
});
