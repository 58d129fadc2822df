import { hideToast } from './toast';

const UNDO_MS = 8_000;

/** The last act that can still be taken back; `U` and Ctrl+Z run it. */
let last: { run: () => void; id: string } | null = null;

/** Remembers a compensating request for as long as its toast stands. */
export function offerUndo(id: string, run: () => void): void {
  const offer = { id, run };
  last = offer;
  window.setTimeout(() => {
    if (last === offer) last = null;
  }, UNDO_MS);
}

export function undoLast(): void {
  if (!last) return;
  const { id, run } = last;
  last = null;
  hideToast(id);
  run();
}
