import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResponseClass } from '../../src/conversations/classification/classify.rules';

export interface LabelledAnswer {
  readonly label: ResponseClass;
  readonly language: string;
  /** What makes it hard, if anything. */
  readonly trait: string | null;
  readonly text: string;
}

/** One half of the labelled answers: the rules were written against `tuning`, and `held-out` measures them. */
export function labelledAnswers(half: 'tuning' | 'held-out'): LabelledAnswer[] {
  const file = readFileSync(join(__dirname, `../fixtures/answers/${half}.txt`), 'utf8');
  return file
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [head = '', ...lines] = section.split('\n');
      const [label, language = '', trait = null] = head.split(' ');
      return { label: label as ResponseClass, language, trait, text: lines.join('\n').trim() };
    });
}
