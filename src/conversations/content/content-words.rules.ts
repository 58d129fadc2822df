import { DateTime } from 'luxon';
import type { Language } from './items.rules';

const WORDS = {
  de: {
    closing: 'Das war alles. Haben Sie Fragen dazu? Schreiben Sie einfach hier.',
    nothing:
      'Im Moment liegt nichts für Sie bereit. Am {at} schauen wir wieder nach und melden uns, sobald etwas für Sie da ist.',
    unavailable:
      'Danke, Ihre Anfrage ist angekommen. Die Unterlagen werden gerade überarbeitet; wir kümmern uns persönlich darum.',
    interested: 'Vielen Dank für Ihr Interesse! Wir haben Ihren Wunsch notiert und rufen Sie an.',
    later: 'Gerne. Bis zum {on} hören Sie von uns nichts mehr dazu.',
    optout:
      'Sie bekommen keine Werbung mehr von uns über WhatsApp. Schreiben Sie uns jederzeit, wenn Sie etwas brauchen.',
    menu: 'Womit können wir helfen?',
    prompt: 'Für Sie liegen {count} Sendungen bereit. Möchten Sie alle sehen oder nur die neueste?',
    promptOne: 'Für Sie liegt noch etwas bereit. Möchten Sie es sehen?',
    all: 'Alle',
    latest: 'Die neueste',
    unlock: 'Unterlagen',
    call: 'Bitte anrufen',
    leave: 'Keine Nachrichten',
  },
  en: {
    closing: 'That was everything. Any questions? Just write to us here.',
    nothing:
      'There is nothing waiting for you right now. We look again on {at} and get in touch as soon as there is something for you.',
    unavailable:
      'Thank you, your request has arrived. The documents are being revised; we will see to it in person.',
    interested: 'Thank you for your interest! We have noted your wish and will call you.',
    later: 'Of course. You will hear nothing more about this until after {on}.',
    optout:
      'You will get no more advertising from us by WhatsApp. Write to us whenever you need something.',
    menu: 'How can we help?',
    prompt: 'There are {count} deliveries waiting for you. Do you want to see all, or the latest?',
    promptOne: 'Something is still waiting for you. Do you want to see it?',
    all: 'All',
    latest: 'The latest',
    unlock: 'Documents',
    call: 'Please call me',
    leave: 'No more messages',
  },
} as const;

export type Word = keyof (typeof WORDS)['de'];

export function word(key: Word, language: Language, values: Record<string, string> = {}): string {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export function closingText(language: Language): string {
  return word('closing', language);
}

/** `Donnerstag, 5. März, 18:00`, `Thursday 5 March, 18:00`: as a person there says it. */
export function sayHour(at: Date, zone: string, language: Language): string {
  return DateTime.fromJSDate(at, { zone })
    .setLocale(language)
    .toFormat(language === 'de' ? 'cccc, d. LLLL, HH:mm' : 'cccc d LLLL, HH:mm');
}

/** `5. März`, `5 March`. */
export function sayDay(day: string, language: Language): string {
  return DateTime.fromISO(day, { zone: 'utc' })
    .setLocale(language)
    .toFormat(language === 'de' ? 'd. LLLL' : 'd LLLL');
}
