/** All columns: those shown in their order, each hidden one behind that which it follows in the table's own order. */
export function arranged<Key>(all: readonly Key[], shown: readonly Key[]): readonly Key[] {
  const order = shown.filter((key) => all.includes(key));
  all.forEach((key, at) => {
    if (!order.includes(key)) order.splice(order.indexOf(all[at - 1] as Key) + 1, 0, key);
  });
  return order;
}

/** The column at a place changes it with its neighbour; the first stays where it is. */
export function moved<Key>(order: readonly Key[], at: number, step: 1 | -1): readonly Key[] {
  const to = at + step;
  if (Math.min(at, to) < 1 || Math.max(at, to) >= order.length) return order;
  const next = [...order];
  next.splice(to, 0, ...next.splice(at, 1));
  return next;
}
