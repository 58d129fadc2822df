const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mär: 3,
  mae: 3,
  maer: 3,
  mar: 3,
  mrz: 3,
  apr: 4,
  mai: 5,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  okt: 10,
  oct: 10,
  nov: 11,
  dez: 12,
  dec: 12,
};
const DAY_MS = 86_400_000;
/** Longer than that is no holiday; earlier than that is an old notice. */
const MOST_DAYS_AHEAD = 400;
const MOST_DAYS_AGO = 7;

const WEEKDAY = String.raw`(?:(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[a-zäöü]*[.,]*\s+)?`;
const DATE = [
  String.raw`(?<iso>\d{4}-\d{2}-\d{2})`,
  String.raw`(?:den\s+)?(?<day>\d{1,2})\.\s*(?<month>\d{1,2})\.(?:\s*(?<year>\d{4}|\d{2})(?!\d|\s*uhr))?`,
  String.raw`(?:den\s+|the\s+)?(?<dayW>\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?<monthW>[a-zäöü]{3,9})\.?,?(?:\s+(?<yearW>\d{4}))?`,
  String.raw`(?<monthE>[a-z]{3,9})\.?\s+(?<dayE>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?<yearE>\d{4}))?`,
].map((form) => `${WEEKDAY}${form}`);

/** Words before a day that is the last one away. */
const LAST_DAY = String.raw`(?:bis(?:\s+einschlie(?:ß|ss)lich|\s+und\s+mit|\s+inkl\.?)?(?:\s+zum|\s+zur)?|until|till|through|to|thru|up to)\s+(?:and\s+including\s+|including\s+)?`;
/** Words before a day that is the first one back. */
const FIRST_DAY = String.raw`(?:(?:wieder|zur[uü]ck)[^.!?\n]{0,40}?(?:ab|am)(?:\s+dem)?|(?:ab|am)(?:\s+dem)?(?=[^!?\n]{0,45}(?:wieder|zur[uü]ck))|(?:back|return(?:ing)?|available(?: again)?|in the office(?: again)?)[^.!?\n]{0,40}?(?:on|from|by))\s+(?:the\s+)?`;

/**
 * The last day on which the writer of an automatic reply is away, `YYYY-MM-DD`.
 * @param received a day without a year is the one next to this
 * @returns null when the text names no such day
 */
export function awayUntil(text: string, received: Date): string | null {
  const words = text.slice(0, 4_000).replace(/\s+/g, ' ');
  const back = firstDay(words, FIRST_DAY, received);
  if (back) return isoOf(new Date(back.getTime() - DAY_MS));
  const last = firstDay(words, LAST_DAY, received);
  return last && isoOf(last);
}

function firstDay(words: string, before: string, received: Date): Date | null {
  for (const form of DATE) {
    for (const { groups = {} } of words.matchAll(new RegExp(`\\b${before}${form}`, 'gi'))) {
      const day = dayOf(groups, received);
      if (day) return day;
    }
  }
  return null;
}

function dayOf(groups: Record<string, string | undefined>, received: Date): Date | null {
  const { iso } = groups;
  if (iso) return plausible(new Date(`${iso}T00:00:00Z`), received);
  const day = Number(groups.day ?? groups.dayW ?? groups.dayE);
  const named = (groups.monthW ?? groups.monthE)?.toLowerCase();
  const month = named === undefined ? Number(groups.month) : (MONTHS[named.slice(0, 3)] ?? 0);
  const written = groups.year ?? groups.yearW ?? groups.yearE;
  if (!(day >= 1 && day <= 31 && month >= 1 && month <= 12)) return null;
  const year =
    written === undefined ? null : Number(written.length === 2 ? `20${written}` : written);
  const years = year === null ? [0, 1].map((more) => received.getUTCFullYear() + more) : [year];
  for (const candidate of years) {
    const found = plausible(new Date(Date.UTC(candidate, month - 1, day)), received);
    if (found) return found.getUTCDate() === day ? found : null;
  }
  return null;
}

function plausible(day: Date, received: Date): Date | null {
  const days = (day.getTime() - received.getTime()) / DAY_MS;
  return days > -MOST_DAYS_AGO && days < MOST_DAYS_AHEAD ? day : null;
}

function isoOf(day: Date): string {
  return day.toISOString().slice(0, 10);
}
