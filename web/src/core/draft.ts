import { useEffect, useRef } from 'react';

/** What a person typed into a form, kept for this tab until it is saved: a reload or an error loses nothing. */
const keyOf = (form: string): string => `relance.draft.${form}`;

export function readDraft(form: string): unknown {
  const stored = sessionStorage.getItem(keyOf(form));
  if (stored === null) return null;
  try {
    return JSON.parse(stored);
  } catch {
    sessionStorage.removeItem(keyOf(form));
    return null;
  }
}

export function dropDraft(form: string): void {
  sessionStorage.removeItem(keyOf(form));
}

/** @returns a function to call with the values at each change; it writes at most every 300 ms. */
export function useDraft(form: string): (values: object) => void {
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (values) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(
      () => sessionStorage.setItem(keyOf(form), JSON.stringify(values)),
      300,
    );
  };
}
