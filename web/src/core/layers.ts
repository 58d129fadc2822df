import { useLayoutEffect, useRef } from 'react';

/**
 * Dialogs, drawers, menus and the palette that lie over the page, the topmost last. Only the top one hears Escape,
 * and single keys of the page rest while one is open.
 */
interface Layer {
  close: () => void;
}

const stack: Layer[] = [];

/** Focus in a menu counts: its letters are not the page's. */
export const isLayerOpen = (): boolean =>
  stack.length > 0 || Boolean(document.activeElement?.closest('[role="menu"]'));

/** Mantine's menus and lists of choices close themselves on Escape; they count as the topmost layer. */
function openMenu(): Element | null {
  const lists = document.querySelectorAll('[role="menu"], [role="listbox"]:not([data-inline])');
  return [...lists].find((list) => list.checkVisibility()) ?? null;
}

// Hears the key before anything else does: by the time it bubbles up, a list of choices has closed and is forgotten.
function closeTop(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || openMenu() !== null) return;
  const top = stack.at(-1);
  if (!top) return;
  event.preventDefault();
  event.stopPropagation();
  top.close();
}

/** Puts a layer on the stack while `opened`. Mantine's own Escape must be off (`closeOnEscape={false}`). */
export function useLayer(opened: boolean, close: () => void): void {
  const latest = useRef(close);
  useLayoutEffect(() => {
    latest.current = close;
  });
  // Before the paint: no key goes through a layer that is seen.
  useLayoutEffect(() => {
    if (!opened) return;
    const layer: Layer = { close: () => latest.current() };
    if (stack.length === 0) document.addEventListener('keydown', closeTop, true);
    stack.push(layer);
    return () => {
      stack.splice(stack.indexOf(layer), 1);
      if (stack.length === 0) document.removeEventListener('keydown', closeTop, true);
    };
  }, [opened]);
}
