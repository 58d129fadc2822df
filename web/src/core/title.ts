let title = 'Relance';
let waiting = 0;

const show = (): void => {
  document.title = waiting > 0 ? `(${String(waiting)}) ${title}` : title;
};

/** The name of what is on screen. */
export function setTitle(next: string): void {
  title = next;
  show();
}

/** How much waits for a person, in front of the title, so that a tab in the background says it. */
export function setWaiting(count: number): void {
  waiting = count;
  show();
}
