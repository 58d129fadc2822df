export interface Merge<T> {
  /** What of my change still has to be sent: theirs says something else. */
  readonly send: Partial<T>;
  /** Fields that both changed to different values: a person has to choose. */
  readonly overlaps: (keyof T)[];
  /** Fields that only the other person changed. */
  readonly adopted: (keyof T)[];
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

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
