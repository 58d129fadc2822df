const MOST_REMEMBERED = 5000;

/** What `make` gives for `key`, made once as long as `known` has room; a full one begins anew. */
export function remembered<K, T>(known: Map<K, T>, key: K, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST_REMEMBERED) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}
