const PARTS = new Map<string, Intl.DateTimeFormat>();

function wallClock(at: Date, timeZone: string): number {
  const format =
    PARTS.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  PARTS.set(timeZone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return Date.parse(
    `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}Z`,
  );
}

/** The instant at which the clocks of a zone show this day and time; an hour that is skipped in spring counts as the next. */
export function instantAt(day: string, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let at = wanted;
  // The offset depends on the instant, the instant on the offset: two steps settle it.
  for (let step = 0; step < 2; step += 1) at -= wallClock(new Date(at), timeZone) - wanted;
  return new Date(at);
}

/** Day and time that the clocks of a zone show at an instant: `2026-03-12`, `09:41`. */
export function clockAt(at: Date, timeZone: string): { day: string; time: string } {
  const iso = new Date(wallClock(at, timeZone)).toISOString();
  return { day: iso.slice(0, 10), time: iso.slice(11, 16) };
}

const pad = (value: number) => String(value).padStart(2, '0');

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}` : null;
}

/** A typed day: `12.3.`, `12.03.26`, `12032026`, `+3`, `-1`; the day comes first in both languages. */
export function parseDay(text: string, today: string): string | null {
  const typed = text.trim();
  const relative = /^([+-]\d{1,3})$/.exec(typed);
  if (relative) {
    const date = new Date(`${today}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + Number(relative[1]));
    return date.toISOString().slice(0, 10);
  }
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const solid = /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
  const parts = solid ?? /^(\d{1,2})[./ ](\d{1,2})[./ ]?(\d{2}|\d{4})?$/.exec(typed);
  if (!parts) return null;
  const year = parts[3] === undefined ? Number(today.slice(0, 4)) : Number(parts[3]);
  return dayOf(year < 100 ? 2000 + year : year, Number(parts[2]), Number(parts[1]));
}
