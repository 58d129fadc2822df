import { useState } from 'react';
import { randomId } from './ids';
import { Problem } from './problem';

/**
 * The key of what a person wants once: it stays over retries that got no answer, and is another one as soon as an
 * answer was given.
 */
export function useIntent(): { intent: string; answered: (error?: unknown) => void } {
  const [intent, setIntent] = useState(randomId);
  return {
    intent,
    answered: (error) => {
      if (!(error instanceof Problem) || error.status !== 0) setIntent(randomId());
    },
  };
}
