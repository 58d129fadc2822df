import { DateTime } from 'luxon';
import type { EventData, ButtonClicked } from '../../events/catalogue';
import type { Which } from '../content/grants.service';
import type { Reading } from '../classification/outcome.rules';

type Click = EventData<typeof ButtonClicked>;

/** Whoever says "not now" is left alone for so long. */
export const LATER_DAYS = 14;

const READINGS: Readonly<Record<Click['button'], Pick<Reading, 'class' | 'confidence'> | null>> = {
  interested: { class: 'POSITIVE', confidence: 1 },
  unlock: { class: 'ENGAGED', confidence: 0.6 },
  later: { class: 'NEUTRAL', confidence: 1 },
  optout: { class: 'UNSUBSCRIBE', confidence: 1 },
  menu: null,
  unknown: null,
};

/** What a tap means for the lead; null for one that means nothing. */
export function readingOfTap({ button }: Pick<Click, 'button'>): Reading | null {
  const reading = READINGS[button];
  return (
    reading && { ...reading, language: null, evidence: [{ rule: `tap.${button}`, words: '' }] }
  );
}

/** Which of what is kept a tap asks for: a grant by its id, a follow-up's under the id of the follow-up. */
export function whichOf({ target: { kind, id } }: Pick<Click, 'target'>): Which {
  if ((kind === 'grant' || kind === 'follow-up') && id !== null) return { grantId: id };
  return kind === 'latest' ? 'latest' : 'all';
}

/** The last day on which nothing is sent by itself: what was planned is for the 14th. */
export function pauseAfter(at: Date, zone: string): string | null {
  return DateTime.fromJSDate(at, { zone })
    .plus({ days: LATER_DAYS - 1 })
    .toISODate();
}

/** What the answer is about: the follow-up whose button it was. */
export function aboutOf({ target, about }: Pick<Click, 'target' | 'about'>): Click['about'] {
  if (target.kind === 'follow-up' && target.id !== null)
    return { kind: 'follow-up', id: target.id };
  return about;
}
