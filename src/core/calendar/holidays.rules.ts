import Holidays from 'date-holidays';
import { ANY_STATE } from './regions.rules';

/** Days on which an office is closed by law or by its bank; observances and school days do not count. */
const CLOSED = ['public', 'bank'];
/** Closed everywhere, whatever the law of the place says. */
const YEAR_END = ['-12-24', '-12-31'];
/** Most municipalities of Bavaria keep Assumption Day; which one does not cannot be told from a postal code. */
const BAVARIA = 'KATH';

const closedDays = new Map<string, ReadonlySet<string>>();

/**
 * Local dates (`YYYY-MM-DD`) of one year on which a region does not work.
 * @param region as `regionOf` names it; a country without holiday data is open on every weekday
 */
export function closedDaysOf(region: string, year: number): ReadonlySet<string> {
  const key = `${region} ${String(year)}`;
  const known = closedDays.get(key);
  if (known) return known;
  const days = new Set(YEAR_END.map((end) => `${String(year)}${end}`));
  for (const place of placesOf(region)) for (const day of holidaysOf(place, year)) days.add(day);
  closedDays.set(key, days);
  return days;
}

type Place = readonly [country: string, state?: string, area?: string];

function placesOf(region: string): Place[] {
  return region.split('+').flatMap((part): Place[] => {
    const [country = '', state, area] = part.split('-');
    if (state === undefined) return [[country]];
    if (state !== ANY_STATE) return [placeOf(country, state, area)];
    const states = new Holidays().getStates(country) as Record<string, string> | undefined;
    return Object.keys(states ?? {}).map((each) => placeOf(country, each));
  });
}

function placeOf(country: string, state: string, area?: string): Place {
  if (country === 'DE' && state === 'BY') return [country, state, area ?? BAVARIA];
  return [country, state];
}

function holidaysOf([country, state = '', area = '']: Place, year: number): string[] {
  const known: object = new Holidays().getCountries();
  if (!Object.hasOwn(known, country)) return [];
  return new Holidays(country, state, area)
    .getHolidays(year)
    .filter(({ type }) => CLOSED.includes(type))
    .map(({ date }) => date.slice(0, 10));
}
