jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { forecastTable } from './planning.queries';

describe('the forecast as a table', () => {
  const hours = [
    { day: '2026-03-12', hour: 14, step: 'T3', count: 3 },
    { day: '2026-03-12', hour: 9, step: 'T3', count: 1 },
    { day: '2026-03-12', hour: 9, step: 'T7', count: 4 },
  ];
  const planned = [{ day: '2026-03-12', count: 11 }];

  it('has fourteen days, also those on which nothing leaves', () => {
    const { days } = forecastTable({ hours, planned }, '2026-03-12');

    expect(days).toHaveLength(14);
    expect(days[0]).toMatchObject({
      day: '2026-03-12',
      byStep: { T3: 4, T7: 4 },
      total: 8,
      planned: 11,
    });
    expect(days[0]?.byHour.get(9)).toBe(5);
    expect(days[13]).toMatchObject({ day: '2026-03-25', total: 0, planned: 0 });
  });

  it('has columns only for hours in which something leaves', () => {
    expect(forecastTable({ hours, planned }, '2026-03-12')).toMatchObject({
      hours: [9, 14],
      steps: ['T3', 'T7'],
      most: 8,
    });
  });

  it('is empty without being broken', () => {
    expect(forecastTable({ hours: [], planned: [] }, '2026-03-12')).toMatchObject({
      hours: [],
      most: 1,
    });
  });
});
