import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** `mail.auto-reply` as people write: Mail auto reply. */
function wordsOf(key: string): string {
  const words = key.replaceAll(/[-_.]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is named by a key: what comes along has its name in the reader's language, what people made is called as they called it. */
export interface Names {
  readonly template: (key: string) => string;
  readonly sequence: (key: string) => string;
  readonly rule: (key: string) => string;
  /** `de.positive.send`: which kind of pattern was found. */
  readonly evidence: (rule: string) => string;
  readonly consentSource: (source: string) => string;
  /** The step of a follow-up, or what else a template is for. */
  readonly purpose: (code: string) => string;
  /** Why a mail did not leave or arrive. */
  readonly mailReason: (code: string) => string;
}

export function namesIn(t: TFunction<'names'>): Names {
  return {
    template: (key) => t(`template.${key as 'sample-box'}`, { defaultValue: key }),
    purpose: (code) => t(`purpose.${code as 'WEEKLY_REPORT'}`, { defaultValue: code }),
    sequence: (key) => t(`sequence.${key as 'sample-then-bulk'}`, { defaultValue: key }),
    rule: (key) => t(`rule.${key as 'otherwise'}`, { defaultValue: key }),
    evidence: (rule) => {
      const kind = rule.replace(/^(de|en)\./, '').split('.')[0] ?? rule;
      return t(`evidence.${kind as 'positive'}`, { defaultValue: wordsOf(rule) });
    },
    mailReason: (code) => t(`mailReason.${code as 'ANSWERED'}`, { defaultValue: code }),
    consentSource: (source) =>
      t(`consentSource.${source.toLowerCase() as 'reply'}`, { defaultValue: source }),
  };
}

/** Needs the texts `names`, which the routes that show them load. */
export function useNames(): Names {
  return namesIn(useTranslation('names').t);
}
