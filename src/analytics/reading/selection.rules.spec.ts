import type { Scope } from '../../identity';
import { AnalyticsFilterSchema, type Group } from './filter.dto';
import { grainOf, isSummed, selectionOf } from './selection.rules';

const ZONES = ['Europe/Berlin', 'Europe/Zurich'];
const NOW = new Date('2026-06-01T22:30:00Z');
const scope = { kind: 'all', userId: null } as Scope;
const select = (query: object, width: 'all' | 'own' = 'all') =>
  selectionOf(AnalyticsFilterSchema.parse(query), width, scope, NOW, ZONES);

describe('a selection', () => {
  it('is the last 90 days of the market unless told otherwise', () => {
    expect(select({})).toMatchObject({ from: '2026-03-05', to: '2026-06-02', window: 30 });
  });

  it('takes as old what is a whole window old everywhere', () => {
    expect(select({ window: 7 }).matureBefore).toBe('2026-05-25');
  });

  it.each([
    [{}, true],
    [{ window: 60 }, true],
    [{ window: 45 }, false],
    [{ tz: 'Europe/Berlin' }, true],
    [{ tz: 'Europe/Vienna' }, true],
    [{ tz: 'Europe/London' }, false],
  ])('of %j is summed: %p', (query, summed) => {
    expect(isSummed(select(query))).toBe(summed);
  });

  it.each<[object, Group | undefined, 'all' | 'own', string]>([
    [{}, undefined, 'all', 'market'],
    [{ team: '10000000-0000-4000-8000-000000000001' }, 'week', 'all', 'team'],
    [{}, 'team', 'all', 'team'],
    [{ step: 'T3', channel: 'email', territory: 'DE' }, 'week', 'all', 'market'],
    [{}, 'owner', 'all', 'owner'],
    [{}, undefined, 'own', 'owner'],
    [{ businessType: 'HOTEL' }, undefined, 'all', 'business'],
    [{}, 'variant', 'all', 'template'],
    [{ businessType: 'HOTEL' }, 'templateVersion', 'all', 'full'],
  ])('of %j by %s for %s reads the sums of grain %s', (query, groupBy, width, grain) => {
    expect(grainOf(select(query, width), groupBy)).toBe(grain);
  });
});
