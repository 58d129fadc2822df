import { type Seller, Turns } from './assignment.rules';

const seller = (id: string, open: number, territories = ['DE']): Seller => ({
  id,
  open,
  territories,
});
const picks = (turns: Turns, territories: readonly string[]) =>
  territories.map((territory) => turns.next(territory)?.ownerId ?? null);

describe('leads in turn', () => {
  const team = [seller('a', 9), seller('b', 0), seller('c', 3, ['CH'])];

  it('go to each after the other, from where the last one ended', () => {
    expect(picks(new Turns('round-robin', team, null), ['DE', 'DE', 'DE'])).toEqual([
      ...['a', 'b', 'a'],
    ]);
    expect(picks(new Turns('round-robin', team, 'a'), ['DE', 'DE'])).toEqual(['b', 'a']);
  });

  it('pass over who does not sell there, and nobody when nobody does', () => {
    expect(picks(new Turns('round-robin', team, 'a'), ['CH', 'DE', 'AT'])).toEqual([
      'c',
      'a',
      null,
    ]);
    expect(new Turns('round-robin', [], null).next('DE')).toBeNull();
  });
});

describe('leads for the least busy', () => {
  it('go to whoever has the fewest open ones, those just given included', () => {
    const turns = new Turns('least-busy', [seller('a', 3), seller('b', 1)], null);

    expect(picks(turns, ['DE', 'DE', 'DE', 'DE'])).toEqual(['b', 'b', 'a', 'b']);
    expect(turns.next('DE')?.why).toEqual({ rule: 'least-busy', sellers: 2, open: 4 });
  });

  it('take turns among equals', () => {
    const turns = new Turns('least-busy', [seller('a', 2), seller('b', 2)], 'a');

    expect(picks(turns, ['DE', 'DE'])).toEqual(['b', 'a']);
  });
});
