import type { InboundMail } from '../../email';
import { classify } from '../classification/classify.rules';
import type { Reading } from '../classification/outcome.rules';

/** What a mail says; a machine's is not read, since its headers have said what it is. */
export function readingOfMail({ kind, visibleText }: InboundMail): Reading {
  if (kind !== 'AUTO_REPLY') return classify(visibleText);
  const evidence = [{ rule: 'mail.auto-reply', words: '' }];
  return { class: 'AUTO_REPLY', confidence: null, language: null, evidence };
}

/** What a mail is about that a colleague wrote in a thread. */
export const WRITTEN_IN = 'conversation';
