import type { MessageContent } from '../../whatsapp';

export const ITEM_KINDS = ['text', 'image', 'document', 'video'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** A text in the language of the house, and in another one where somebody wrote it. */
export interface Texts<T> {
  readonly de: T;
  readonly en?: T | undefined;
}

/** What one message says or brings. */
export interface ItemContent {
  readonly body?: string | undefined;
  readonly link?: string | undefined;
  readonly caption?: string | undefined;
  readonly filename?: string | undefined;
}
export type ItemTexts = Texts<ItemContent>;

export interface PackageBodies {
  /** What the announcement calls it. */
  readonly title: Texts<string>;
  /** Sent behind the last item; null for the one that Relance brings along. */
  readonly closing: Texts<string> | null;
}

export interface Item {
  readonly ordinal: number;
  readonly kind: ItemKind;
  readonly content: ItemTexts;
}

export type Language = 'de' | 'en';

/** The language in which a contact is written to: their own if we speak it, else that of their market. */
export function languageOf(locale: string | null, market: string | null): Language {
  const known = (locale ?? market ?? 'de').slice(0, 2).toLowerCase();
  return known === 'de' ? 'de' : 'en';
}

export function said<T>(texts: Texts<T>, language: Language): T {
  return language === 'en' ? (texts.en ?? texts.de) : texts.de;
}

/** @throws Error for an item without what its kind needs, which no package can have */
export function messageOf({ kind, content }: Item, language: Language): MessageContent {
  const { body, link, caption = null, filename = null } = said(content, language);
  if (kind === 'text') {
    if (body === undefined) throw new Error('A text item has no text.');
    return { kind, body };
  }
  if (link === undefined) throw new Error(`An item of kind ${kind} has no link.`);
  return { kind, link, caption, ...(kind === 'document' && { filename }) };
}
