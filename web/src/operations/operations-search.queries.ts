import { anyText, oneOf, searchOf, uuid } from '../core/url';

export const lettersSearch = searchOf({
  state: oneOf(['dead', 'retrying', 'waiting']),
  consumer: anyText(120),
  /** The drawer: one of those shown. */
  id: uuid,
});
export type LettersSearch = ReturnType<typeof lettersSearch>;

/** A place in the log. */
const place = anyText(60);

export const eventsSearch = searchOf({
  view: oneOf(['catalogue']),
  type: anyText(120),
  /** Of the catalogue. */
  q: anyText(80),
  subject: anyText(200),
  correlation: uuid,
  cursor: place,
  /** The drawer: one event, looked for before a place. */
  id: uuid,
  near: place,
});
export type EventsSearch = ReturnType<typeof eventsSearch>;
