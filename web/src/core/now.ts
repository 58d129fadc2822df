import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;
/** Below this an answer was under way, or a clock is a little wrong. */
const NOTICED_MS = 30_000;
const listeners = new Set<() => void>();
/** How far the server's business time is ahead of this machine: its clock is turned, or this one is wrong. */
let aheadMs = 0;
let now = new Date();
let timer = 0;

/** The business time, as far as the server's answers tell. */
export const currentTime = (): Date => new Date(Date.now() + aheadMs);

/** Takes over the business time of an answer that has just arrived. */
export function learnTime(at: string): void {
  const ahead = Date.parse(at) - Date.now();
  if (Number.isNaN(ahead) || Math.abs(ahead - aheadMs) < NOTICED_MS) return;
  aheadMs = Math.abs(ahead) < NOTICED_MS ? 0 : ahead;
  tick();
}

function tick(): void {
  now = currentTime();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = currentTime();
    timer = window.setInterval(tick, MINUTE_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

/** The business time of this minute: what is shown as "4 minutes ago" ages together. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}
