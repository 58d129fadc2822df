export interface Merge<T> {
  /** What of my change still has to be sent: theirs says something else. */
  readonly send: Partial<T>;
  /** Fields that both changed to different values: a person has to choose. */
  readonly overlaps: readonly (keyof T)[];
  /** Fields that only the other person changed. */
  readonly adopted: readonly (keyof T)[];
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The fields whose values differ from before: only these are saved, so that what somebody else changed meanwhile stays. */
export function changedIn<T extends object>(before: T, after: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const key of Object.keys(after) as (keyof T)[])
    if (!same(before[key], after[key])) changed[key] = after[key];
  return changed;
}

/** After a 412: what I read, what I wanted to change, and what stands now. What does not overlap merges silently. */
export function merge<T extends object>(base: T, mine: Partial<T>, theirs: T): Merge<T> {
  const keys = Object.keys(base) as (keyof T)[];
  const changedByThem = keys.filter((key) => !same(base[key], theirs[key]));
  const send: Partial<T> = {};
  for (const key of Object.keys(mine) as (keyof T)[])
    if (!same(mine[key], theirs[key])) send[key] = mine[key];
  return {
    send,
    overlaps: changedByThem.filter((key) => key in send),
    adopted: changedByThem.filter((key) => !(key in mine)),
  };
}

/** What of my change is still sent once a person has chosen: of the overlaps only the chosen fields. */
export function chosenOf<T extends object>(
  { send, overlaps }: Pick<Merge<T>, 'send' | 'overlaps'>,
  chosen: readonly string[],
): Partial<T> {
  return Object.fromEntries(
    Object.entries(send).filter(
      ([field]) => !overlaps.includes(field as keyof T) || chosen.includes(field),
    ),
  ) as Partial<T>;
}
