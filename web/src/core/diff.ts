export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Line by line, by the longest common subsequence; what was taken away stands before what came in its place. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [row, below] = [lengths[i], lengths[i + 1]];
      if (row && below)
        row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (x !== undefined && x === y) {
      lines.push({ kind: 'same', text: x });
      i += 1;
      j += 1;
    } else if (y === undefined || (x !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: x ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: y });
      j += 1;
    }
  }
  return lines;

  function at(row: number, column: number): number {
    return lengths[row]?.[column] ?? 0;
  }
}

/** Lines around what changed; what lies further away is one gap. */
export function folded(
  lines: readonly DiffLine[],
  around = 2,
): (DiffLine | { readonly gap: number })[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  );
  const shown: (DiffLine | { gap: number })[] = [];
  lines.forEach((line, at) => {
    if (near[at]) {
      shown.push(line);
      return;
    }
    const last = shown.at(-1);
    if (last && 'gap' in last) last.gap += 1;
    else shown.push({ gap: 1 });
  });
  return shown;
}
