export interface AuditChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly isChanged: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Field by field what was before and what came after; a value that has no fields is one of its own. */
export function changesOf({ before, after }: { before: unknown; after: unknown }): AuditChange[] {
  if (before === null && after === null) return [];
  const [old, now] = [before, after].map((value) =>
    isRecord(value) ? value : value === null ? {} : { '': value },
  ) as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].map((field) => ({
    field,
    before: old[field],
    after: now[field],
    isChanged: JSON.stringify(old[field]) !== JSON.stringify(now[field]),
  }));
}
