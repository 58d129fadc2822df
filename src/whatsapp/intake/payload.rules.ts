export type ButtonName = 'unlock' | 'interested' | 'later' | 'optout' | 'menu' | 'unknown';
export type TargetKind = 'grant' | 'package' | 'follow-up' | 'all' | 'latest' | 'none';

/** What a button of ours says when it is tapped. */
export interface ButtonMeaning {
  readonly button: ButtonName;
  readonly target: { readonly kind: TargetKind; readonly id: string | null };
}

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Words that buttons carried before there was a grammar; those messages can still be tapped. */
const EVERYTHING = [
  'unlock_images',
  'unlock_content',
  'unlock_updates',
  'retrieve_content',
  'share_with_clients',
  'unlock_content_all',
];

const unknown: ButtonMeaning = { button: 'unknown', target: { kind: 'none', id: null } };
const about = (button: ButtonName, kind: TargetKind, id: string | null = null): ButtonMeaning => ({
  button,
  target: { kind, id },
});

type Reading = readonly [form: RegExp, read: (match: RegExpExecArray) => ButtonMeaning];

const READINGS: readonly Reading[] = [
  [
    new RegExp(`^v1:unlock:(grant|package):(${ID})$`),
    ([, kind, id]) => about('unlock', kind as TargetKind, id),
  ],
  [/^v1:unlock:(all|latest)$/, ([, kind]) => about('unlock', kind as TargetKind)],
  [
    new RegExp(`^v1:fu:(unlock|interested|later):(${ID})$`),
    ([, button, id]) => about(button as ButtonName, 'follow-up', id),
  ],
  [
    new RegExp(`^v1:optout(?::(${ID}))?$`),
    ([, id]) => (id === undefined ? about('optout', 'none') : about('optout', 'follow-up', id)),
  ],
  [/^v1:(interested|callback)$/, () => about('interested', 'none')],
  [/^v1:menu$/, () => about('menu', 'none')],
  [/^unlock_latest$/, () => about('unlock', 'latest')],
  [new RegExp(`^unlock_content_(${ID})$`), ([, id]) => about('unlock', 'grant', id)],
];

/** Reads what a tap brought, whatever its case; what is not ours is `unknown` and never thrown away. */
export function meaningOf(payload: string): ButtonMeaning {
  const word = payload.trim().toLowerCase();
  if (EVERYTHING.includes(word)) return about('unlock', 'all');
  for (const [form, read] of READINGS) {
    const match = form.exec(word);
    if (match) return read(match);
  }
  return unknown;
}
