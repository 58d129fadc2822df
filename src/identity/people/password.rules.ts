import type { FieldText } from '../../core/field-text';
import { COMMON_PASSWORDS } from './common-passwords.rules';

export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 200;
const LEAST_DIFFERENT = 5;
/** Shorter names of an e-mail address, such as `max`, stand in too many good passwords. */
const TELLING_NAME_LENGTH = 4;

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];

/** @returns what is wrong with a new password, or null */
export function passwordFault(password: string, email: string): FieldText | null {
  const lower = password.toLowerCase();
  const name = email.toLowerCase().split('@')[0] ?? '';
  if (Array.from(password).length < PASSWORD_MIN_LENGTH)
    return {
      en: `must have ${String(PASSWORD_MIN_LENGTH)} characters or more`,
      de: `muss mindestens ${String(PASSWORD_MIN_LENGTH)} Zeichen haben`,
    };
  if (password.length > PASSWORD_MAX_LENGTH)
    return {
      en: `must have ${String(PASSWORD_MAX_LENGTH)} characters or fewer`,
      de: `darf höchstens ${String(PASSWORD_MAX_LENGTH)} Zeichen haben`,
    };
  if (new Set(lower).size < LEAST_DIFFERENT)
    return {
      en: 'repeats too few different characters',
      de: 'wiederholt zu wenige verschiedene Zeichen',
    };
  if (name.length >= TELLING_NAME_LENGTH && lower.includes(name))
    return {
      en: 'must not contain your e-mail address',
      de: 'darf Ihre E-Mail-Adresse nicht enthalten',
    };
  if (isRun(lower) || isCommon(lower))
    return { en: 'is a common password', de: 'ist ein verbreitetes Passwort' };
  return null;
}

function isRun(lower: string): boolean {
  return RUNS.some((run) => {
    const twice = run + run;
    return twice.includes(lower) || Array.from(twice).reverse().join('').includes(lower);
  });
}

/** One common word or phrase, or one twice over, however decorated: `P4ssw0rt-2026!`, `hallohallo12`. */
function isCommon(lower: string): boolean {
  const spelled = [lower, Array.from(lower, (c) => LOOKALIKES[c] ?? c).join('')];
  // At the ends digits and signs are decoration, in the middle they may stand for letters.
  const trimmed = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  spelled.push(Array.from(trimmed, (c) => LOOKALIKES[c] ?? c).join(''));
  return spelled.some((text) => {
    const letters = text.replace(/[^a-z]/g, '');
    const half = letters.slice(0, letters.length / 2);
    return COMMON_PASSWORDS.has(letters) || (half + half === letters && COMMON_PASSWORDS.has(half));
  });
}
