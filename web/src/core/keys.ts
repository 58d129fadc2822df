import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { isLayerOpen } from './layers';

/** A shortcut of the page or of the whole application; `?` lists those that are mounted. */
export interface Shortcut {
  /** `n`, `/`, `?`, `[`, `shift+Enter`, a sequence `g l`, or `mod+k` (Ctrl or Command). */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
  /** Pages are listed before the global ones. */
  readonly global?: boolean;
}

const SEQUENCE_MS = 1200;
const mounted: Shortcut[][] = [];
const listeners = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];
let singleKeys = true;
let prefix: { key: string; at: number } | null = null;

/** A person may switch single keys off (WCAG 2.1.4); combinations with Ctrl or Command stay. */
export function allowSingleKeys(allowed: boolean): void {
  singleKeys = allowed;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role="combobox"]'));

function keyOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function find(keys: string): Shortcut | undefined {
  return snapshot.find((shortcut) => shortcut.keys === keys);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const key = keyOf(event);
  const combined = key.startsWith('mod+');
  if (!combined && (!singleKeys || isTyping(event.target))) return;
  if (isLayerOpen()) return;
  const before = prefix && event.timeStamp - prefix.at < SEQUENCE_MS ? `${prefix.key} ` : '';
  prefix = null;
  const shifted = event.shiftKey ? find(`shift+${key}`) : undefined;
  const shortcut = shifted ?? find(`${before}${key}`) ?? (before ? undefined : find(key));
  if (shortcut) {
    event.preventDefault();
    shortcut.run();
  } else if (!combined && snapshot.some((other) => other.keys.startsWith(`${key} `))) {
    prefix = { key, at: event.timeStamp };
  }
}

function publish(): void {
  // The page mounted last comes first and wins over a global shortcut of the same key.
  snapshot = [...mounted].reverse().flat();
  listeners.forEach((listener) => listener());
}

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  // Before the paint: whoever sees the page can press its keys.
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  const signature = shortcuts.map((shortcut) => `${shortcut.keys}=${shortcut.label}`).join('\n');
  useLayoutEffect(() => {
    const own = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: () => latest.current[index]?.run(),
    }));
    if (mounted.length === 0) document.addEventListener('keydown', onKeyDown);
    mounted.push(own);
    publish();
    return () => {
      mounted.splice(mounted.indexOf(own), 1);
      if (mounted.length === 0) document.removeEventListener('keydown', onKeyDown);
      publish();
    };
  }, [signature]);
}

export function useMountedShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The caps of a shortcut as printed on the keys: `g l` → G, L; `mod+k` → Strg, K. */
export function keyCaps(keys: string, control: string): string[] {
  return keys
    .split(/[ +]/)
    .map((key) =>
      key === 'mod'
        ? isMac()
          ? '⌘'
          : control
        : key === 'shift'
          ? '⇧'
          : key.length === 1
            ? key.toUpperCase()
            : key,
    );
}
