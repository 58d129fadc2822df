/** The fields of `wanted` that differ from what stands, before and after, in the order of `wanted`. */
export function changedFields<T extends object, W extends Partial<T>>(
  current: T,
  wanted: W,
): { before: Partial<T>; after: Partial<W>; fields: string[] } {
  const changed = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && !same(Reflect.get(current, field), value),
  );
  const before = changed.map(([field]) => [field, Reflect.get(current, field)] as const);
  return {
    before: Object.fromEntries(before) as Partial<T>,
    after: Object.fromEntries(changed) as Partial<W>,
    fields: changed.map(([field]) => field),
  };
}

/** Lists of codes are sets: their order means nothing. */
function same(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? asSet(a) === asSet(b) : a === b;
}

function asSet(list: readonly unknown[]): string {
  return JSON.stringify(list.map(String).sort());
}
