/** What a person typed into a form, kept for this tab until it is saved: a reload or an error loses nothing. */
const PAUSE_MS = 300;
const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; values: object }>();

const keyOf = (form: string): string => `relance.draft.${form}`;

export function readDraft(form: string): unknown {
  const unkept = waiting.get(form);
  if (unkept) return unkept.values;
  const stored = sessionStorage.getItem(keyOf(form));
  if (stored === null) return null;
  try {
    return JSON.parse(stored);
  } catch {
    sessionStorage.removeItem(keyOf(form));
    return null;
  }
}

/** Keeps the values, at most every 300 ms; whoever leaves the form within them finds them too. */
export function keepDraft(form: string, values: object): void {
  clearTimeout(waiting.get(form)?.timer);
  const timer = setTimeout(() => {
    waiting.delete(form);
    sessionStorage.setItem(keyOf(form), JSON.stringify(values));
  }, PAUSE_MS);
  waiting.set(form, { timer, values });
}

/** Forgets the draft, also what was typed last and is not kept yet: it would come back in the next form. */
export function dropDraft(form: string): void {
  clearTimeout(waiting.get(form)?.timer);
  waiting.delete(form);
  sessionStorage.removeItem(keyOf(form));
}
