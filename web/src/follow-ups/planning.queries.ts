import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { followUpsKeys } from './follow-ups.queries';

export type Forecast = Schemas['FollowUpForecast'];
export type Outage = Schemas['FollowUpOutage'];

export const forecastQuery = queryOptions({
  queryKey: followUpsKeys.forecast,
  queryFn: () => call(api.GET('/v1/follow-ups/forecast')),
});

export const outageQuery = queryOptions({
  queryKey: followUpsKeys.outage,
  queryFn: () => call(api.GET('/v1/follow-ups/outage')),
});

export interface ForecastDay {
  readonly day: string;
  readonly byStep: Readonly<Record<string, number>>;
  readonly byHour: ReadonlyMap<number, number>;
  readonly total: number;
  /** What the queue lists for this day, whatever will become of it. */
  readonly planned: number;
}

export interface ForecastTable {
  readonly days: readonly ForecastDay[];
  readonly hours: readonly number[];
  readonly steps: readonly string[];
  readonly most: number;
}

const dayAfter = (day: string, days: number): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
export const nextDay = (day: string): string => dayAfter(day, 1);

const DAYS = 14;

/** The answer as a table of fourteen days: also of those on which nothing leaves, and only hours in which something does. */
export function forecastTable(
  { hours, planned }: Pick<Forecast, 'hours' | 'planned'>,
  today: string,
): ForecastTable {
  const days = Array.from({ length: DAYS }, (_, at): ForecastDay => {
    const day = dayAfter(today, at);
    const byStep: Record<string, number> = {};
    const byHour = new Map<number, number>();
    for (const { hour, step, count } of hours.filter((one) => one.day === day)) {
      byStep[step] = (byStep[step] ?? 0) + count;
      byHour.set(hour, (byHour.get(hour) ?? 0) + count);
    }
    const total = [...byHour.values()].reduce((sum, count) => sum + count, 0);
    const listed = planned.find((one) => one.day === day)?.count ?? 0;
    return { day, byStep, byHour, total, planned: listed };
  });
  return {
    days,
    hours: [...new Set(hours.map(({ hour }) => hour))].sort((a, b) => a - b),
    steps: [...new Set(hours.map(({ step }) => step))].sort(),
    most: Math.max(1, ...days.map(({ total }) => total)),
  };
}
