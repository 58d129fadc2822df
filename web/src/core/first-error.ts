/** The first field of a form that shows an error. */
export const firstErrorIn = (form: Element | null | undefined): HTMLElement | null =>
  form?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? null;

/** Brings a field with its label and its error onto the screen, and the cursor into it. */
export function showField(field: HTMLElement): void {
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}

/**
 * For every form, wherever it is: the first error takes the cursor, and what stands in a field that cannot be read
 * (`data-unreadable`) keeps the form from being sent without it.
 */
export function watchForms(): void {
  document.addEventListener(
    'submit',
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      if (form.querySelector('[data-unreadable]')) {
        event.preventDefault();
        event.stopPropagation();
        const first = form.querySelector<HTMLElement>('[data-unreadable], [aria-invalid="true"]');
        if (first) showField(first);
        return;
      }
      // The form says what is wrong while it hears of this; then it is drawn.
      window.setTimeout(() => {
        const wrong = firstErrorIn(form);
        if (wrong) showField(wrong);
      });
    },
    true,
  );
}
