import { useState } from 'react';
import { dropDraft, keepDraft, readDraft } from './draft';

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * What is typed into an editor, kept in this tab until it is saved or given up.
 * @param form names the draft
 * @param stored what the editor begins with
 */
export function useTyped<T extends object>(form: string, stored: T) {
  const [typed, setTyped] = useState(() => readDraft(form) as T | null);
  const values: T = typed === null ? stored : { ...stored, ...typed };
  return {
    /** Names the draft. */
    form,
    values,
    isChanged: !same(values, stored),
    change: (some: Partial<T>) => {
      const next = { ...values, ...some };
      setTyped(next);
      if (same(next, stored)) dropDraft(form);
      else keepDraft(form, next);
    },
    /** It is saved, or not wanted any more. */
    settle: () => {
      dropDraft(form);
      setTyped(null);
    },
  };
}
