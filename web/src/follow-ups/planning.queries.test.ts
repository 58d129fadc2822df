jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { forecastTable } from './planning.queries';

describe('the forecast as a table', () => {
  const hours = [
    { day: '2026-03-10', hour: 9, step: 'T7', count: 2 },
    { day: '2026-03-12', hour: 14, step: 'T3', count: 3 },
    { day: '2026-03-12', hour: 9, step: 'T3', count: 1 },
    { day: '2026-03-12', hour: 9, step: 'T7', count: 4 },
  ];

  it('has fourteen days, also those on which nothing leaves', () => {
    const { days } = forecastTable({ hours }, '2026-03-12');

    expect(days).toHaveLength(14);
    expect(days[0]).toMatchObject({ day: '2026-03-12', byStep: { T3: 4, T7: 4 }, total: 8 });
    expect(days[0]?.byHour.get(9)).toBe(5);
    expect(days[13]).toMatchObject({ day: '2026-03-25', total: 0 });
  });

  it('keeps what is late apart, and has columns only for hours in which something leaves', () => {
    expect(forecastTable({ hours }, '2026-03-12')).toMatchObject({
      overdue: 2,
      hours: [9, 14],
      steps: ['T3', 'T7'],
      most: 8,
    });
  });

  it('is empty without being broken', () => {
    expect(forecastTable({ hours: [] }, '2026-03-12')).toMatchObject({
      hours: [],
      overdue: 0,
      most: 1,
    });
  });
});
