import type { KeyboardEvent } from 'react';

/** As long as letters belong to one word. */
const WORD_MS = 700;

const folded = (text: string) => text.trim().toLocaleLowerCase();

/**
 * Which choice letters mean, as in a list of the browser: the one that begins with what was typed; the same letter
 * again goes on to the next one.
 * @param at the choice that stands, -1 for none
 * @returns the position, or null when no choice begins so
 */
export function choiceFor(labels: readonly string[], typed: string, at: number): number | null {
  const letters = folded(typed);
  const isRepeated = letters !== '' && letters === letters.charAt(0).repeat(letters.length);
  const wanted = isRepeated ? letters.slice(0, 1) : letters;
  const first = isRepeated ? at + 1 : 0;
  const order = labels.map((_, step) => (first + step) % labels.length);
  return order.find((place) => folded(labels[place] ?? '').startsWith(wanted)) ?? null;
}

/** While it is closed the field does not name its list, but both have the same label. */
function listOf(field: HTMLInputElement): Element | null {
  const opened = field.getAttribute('aria-controls');
  if (opened !== null) return document.getElementById(opened);
  return document.querySelector(`[role=listbox][aria-labelledby="${CSS.escape(field.id)}-label"]`);
}

let typed = '';
let typedAt = 0;
let typedIn: HTMLInputElement | null = null;

/** Lets a list that is no text field be set by typing the beginning of a choice, open or closed. */
export function typeAhead(event: KeyboardEvent<HTMLInputElement>): void {
  const { key, ctrlKey, metaKey, altKey, currentTarget, timeStamp } = event;
  const isFresh = typedIn !== currentTarget || timeStamp - typedAt > WORD_MS;
  // A blank opens the list, unless it stands in a word.
  if (key.length !== 1 || ctrlKey || metaKey || altKey || (key === ' ' && isFresh)) return;
  if (!currentTarget.readOnly || currentTarget.getAttribute('aria-disabled') === 'true') return;
  typed = isFresh ? key : typed + key;
  typedAt = timeStamp;
  typedIn = currentTarget;
  const list = listOf(currentTarget);
  const choices = [...(list?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
  const labels = choices.map(({ textContent }) => textContent);
  const found = choiceFor(labels, typed, labels.indexOf(currentTarget.value));
  if (found === null) return;
  event.preventDefault();
  choices[found]?.click();
}
