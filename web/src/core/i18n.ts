import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LOCALES = ['de', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

type Texts = Record<string, unknown>;
/** Loads the texts of one room in one language; the router calls it together with the room's code. */
export type TextLoader = (locale: Locale) => Promise<{ default: Texts }>;

const loaders = new Map<string, TextLoader>();

export function registerTexts(namespace: string, loader: TextLoader): void {
  loaders.set(namespace, loader);
}

export const isLocale = (value: unknown): value is Locale => value === 'de' || value === 'en';

/** What this browser used last, else what it asks for, else German. */
function firstLocale(): Locale {
  const stored = localStorage.getItem('relance.locale');
  if (isLocale(stored)) return stored;
  return navigator.language.startsWith('en') ? 'en' : 'de';
}

async function load(namespace: string, locale: Locale): Promise<void> {
  if (i18next.hasResourceBundle(locale, namespace)) return;
  const texts = await loaders.get(namespace)?.(locale);
  if (texts) i18next.addResourceBundle(locale, namespace, texts.default);
}

const used = new Set<string>();

export async function ensureTexts(...namespaces: string[]): Promise<void> {
  namespaces.forEach((namespace) => used.add(namespace));
  const locale = currentLocale();
  await Promise.all(namespaces.map((namespace) => load(namespace, locale)));
}

function currentLocale(): Locale {
  return isLocale(i18next.language) ? i18next.language : 'de';
}

/** Switches the language after its texts are there, so that no key is ever on screen. */
export async function switchLocale(locale: Locale): Promise<void> {
  if (i18next.language === locale) return;
  await Promise.all([...used].map((namespace) => load(namespace, locale)));
  await i18next.changeLanguage(locale);
  remember(locale);
}

function remember(locale: Locale): void {
  document.documentElement.lang = locale;
  localStorage.setItem('relance.locale', locale);
}

export async function startTexts(namespaces: string[]): Promise<void> {
  const locale = firstLocale();
  await i18next.use(initReactI18next).init({
    lng: locale,
    ns: [],
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  document.documentElement.lang = locale;
  await ensureTexts(...namespaces);
}
