import { oneOf, searchOf, uuid } from '../core/url';

export const SEQUENCE_PANELS = ['simulation', 'diff'] as const;
export type SequencePanel = (typeof SEQUENCE_PANELS)[number];
/** How a difference is: a step that only one of the two sends, another day or channel, or another reason for not sending. */
export const CHANGES = ['added', 'dropped', 'moved', 'channel', 'other'] as const;
export type Change = (typeof CHANGES)[number];

export const sequenceSearch = searchOf({
  panel: oneOf(SEQUENCE_PANELS),
  show: oneOf(CHANGES),
  /** The lead and step whose two traces are open. */
  lead: uuid,
  step: (text: string) => (/^[A-Z0-9_-]{1,20}$/.test(text) ? text : undefined),
});
export type SequenceSearch = ReturnType<typeof sequenceSearch>;
