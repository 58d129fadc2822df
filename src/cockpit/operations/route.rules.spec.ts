import { routesOf } from './route.rules';

const NOW = new Date('2026-11-27T10:20:00Z');
const hour = (route: string, at: string, some: object = {}) => ({
  route,
  hour: new Date(at),
  ...{ accepted: 0, refused: 0, failed: 0, recent: 0, lastAcceptedAt: null },
  ...some,
});

describe('a way out', () => {
  it('is summed up over its hours, and the hours without a call are there', () => {
    const last = new Date('2026-11-27T10:15:00Z');
    const [smtp, sink, ...more] = routesOf(
      [
        hour('smtp', '2026-11-26T11:00:00Z', { accepted: 6, failed: 1 }),
        hour('smtp', '2026-11-27T10:00:00Z', {
          ...{ accepted: 1, refused: 2, recent: 5, lastAcceptedAt: last },
        }),
        hour('sink', '2026-11-27T10:00:00Z'),
      ],
      [{ route: 'smtp', at: last, code: '4.7.1', response: 'later' }],
      NOW,
    );

    expect(more).toEqual([]);
    expect(smtp).toMatchObject({
      ...{ name: 'smtp', perMinute: 0.5, accepted: 7, refused: 2, failed: 1, errorShare: 0.1 },
      lastAcceptedAt: last.toISOString(),
      lastFailure: { at: last.toISOString(), code: '4.7.1', response: 'later' },
    });
    expect(smtp?.hours).toHaveLength(24);
    expect(smtp?.hours[0]).toEqual({
      ...{ at: '2026-11-26T11:00:00.000Z', accepted: 6, refused: 0, failed: 1 },
    });
    expect(smtp?.hours.at(-1)).toMatchObject({ at: '2026-11-27T10:00:00.000Z', accepted: 1 });
    expect(sink).toMatchObject({ errorShare: null, lastAcceptedAt: null, lastFailure: null });
  });
});
