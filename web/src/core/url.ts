/** The URL is the view: flat, readable, the same names as the API filter; lists are joined by commas. */
export type Search = Record<string, string>;

export function parseSearch(search: string): Search {
  const found: Search = {};
  for (const [key, value] of new URLSearchParams(search)) {
    if (value === '') continue;
    const before = found[key];
    found[key] = before === undefined ? value : `${before},${value}`;
  }
  return found;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parts = Object.entries(search).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : '';
    // A comma, a colon or a slash needs no escape in a query and is easier to read without.
    return text === ''
      ? []
      : `${encodeURIComponent(key)}=${encodeURIComponent(text).replace(/%(2C|3A|2F|40)/g, decodeURIComponent)}`;
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Reads one value; undefined drops it. */
export type Reader<T> = (text: string) => T | undefined;

export const oneOf =
  <const T extends string>(values: readonly T[]): Reader<T> =>
  (text) =>
    values.find((value) => value === text);

export const anyText =
  (most = 1000): Reader<string> =>
  (text) =>
    text.length <= most ? text : undefined;

export const listOf =
  <T>(item: Reader<T>): Reader<T[]> =>
  (text) => {
    const items = text.split(',').map(item);
    return items.every((value) => value !== undefined) && items.length > 0 ? items : undefined;
  };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const uuid: Reader<string> = (text) => (UUID.test(text) ? text : undefined);

type Readers = Record<string, Reader<unknown>>;
type Read<R extends Readers> = {
  [K in keyof R]?: R[K] extends Reader<infer T> ? T : never;
};

type DroppedListener = (names: string[]) => void;
let onDropped: DroppedListener | null = null;
let reported: string[] = [];

/** The names of the parameters that were not understood and are ignored; also those of before anybody listened. */
export function reportDropped(listener: DroppedListener): void {
  onDropped = listener;
  if (reported.length > 0) listener(reported);
}

/** The router reads the same URL several times; each set of names is said once. */
function noteDropped(names: string[]): void {
  if (names.join() === reported.join()) return;
  reported = names;
  if (names.length > 0) onDropped?.(names);
}

/** A search schema for a route: what is unknown or broken is dropped and reported, never an error page. */
export function searchOf<R extends Readers>(
  readers: R,
): (search: Record<string, unknown>) => Read<R> {
  return (search) => {
    const found: Record<string, unknown> = {};
    const dropped: string[] = [];
    for (const [key, value] of Object.entries(search)) {
      if (value === undefined) continue;
      const text = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : '';
      const read = readers[key]?.(text);
      if (read === undefined) dropped.push(key);
      // Said even where it was dropped, since the router would pass the broken one on.
      if (key in readers) found[key] = read;
    }
    if (dropped.length > 0) noteDropped(dropped);
    return found as Read<R>;
  };
}
