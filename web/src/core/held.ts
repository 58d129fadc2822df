import { useSyncExternalStore } from 'react';

/** So long can be taken back what a person has decided; until then nothing has happened. */
export const HELD_MS = 8_000;

interface Held {
  readonly run: () => void;
  readonly timer: number;
}

const waiting = new Map<string, Held>();
const listeners = new Set<() => void>();
let snapshot: ReadonlySet<string> = new Set();

function publish(): void {
  snapshot = new Set(waiting.keys());
  listeners.forEach((listener) => listener());
}

function release(id: string): Held | undefined {
  const held = waiting.get(id);
  if (!held) return undefined;
  window.clearTimeout(held.timer);
  waiting.delete(id);
  publish();
  return held;
}

/** Keeps an act back for a moment, so that it can be undone without a trace; whoever leaves the page lets it go at once. */
export function hold(id: string, run: () => void): void {
  release(id);
  const timer = window.setTimeout(() => release(id)?.run(), HELD_MS);
  waiting.set(id, { run, timer });
  publish();
}

/** @returns whether there was something to take back */
export const takeBack = (id: string): boolean => release(id) !== undefined;

/** Nothing is lost with the page: what is held back happens now. */
export function letGo(): void {
  for (const id of [...waiting.keys()]) release(id)?.run();
}

window.addEventListener('pagehide', letGo);

/** The ids whose act is held back. */
export function useHeld(): ReadonlySet<string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}
