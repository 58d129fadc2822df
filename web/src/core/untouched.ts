import { useEffect, useRef } from 'react';

const UNTOUCHED_MS = 60_000;

/**
 * For a list with changes that wait: taken when nobody has touched anything for a minute.
 * @param key names the list; another one starts anew
 * @param leave is run when the list goes away with changes waiting
 */
export function useUntouched(
  waits: boolean,
  key: string,
  act: { take: () => void; leave: () => void },
): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!waits) return;
    const take = () => latest.current.take();
    let timer = window.setTimeout(take, UNTOUCHED_MS);
    const restart = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(take, UNTOUCHED_MS);
    };
    const inputs = ['pointermove', 'keydown', 'scroll'];
    inputs.forEach((input) =>
      document.addEventListener(input, restart, { passive: true, capture: true }),
    );
    return () => {
      window.clearTimeout(timer);
      inputs.forEach((input) => document.removeEventListener(input, restart, { capture: true }));
      latest.current.leave();
    };
  }, [waits, key]);
}
