export type Language = 'de' | 'en';

/** One thing to look for in what somebody wrote; `words` is matched against folded text. */
export interface Pattern {
  /** `<language>.<what it says>`; names the rule in the evidence for ever. */
  readonly id: string;
  readonly language: Language;
  readonly words: RegExp;
  /** How sure one hit makes, 0 to 1; several different ones add up. */
  readonly weight: number;
}

/** Words of one language as patterns of it. */
export function patterns(
  language: Language,
  weight: number,
  rules: Readonly<Record<string, RegExp>>,
): Pattern[] {
  return Object.entries(rules).map(([name, words]) => ({
    id: `${language}.${name}`,
    language,
    words,
    weight,
  }));
}

export interface Hit {
  readonly pattern: Pattern;
  readonly words: string;
  readonly index: number;
}

export function hitsOf(all: readonly Pattern[], text: string): Hit[] {
  return all.flatMap((pattern) => {
    const found = pattern.words.exec(text);
    return found ? [{ pattern, words: found[0].trim(), index: found.index }] : [];
  });
}

/** Several reasons that do not know of each other: each leaves as much doubt as its weight says. */
export function together(hits: readonly Hit[]): number {
  return 1 - hits.reduce((doubt, { pattern }) => doubt * (1 - pattern.weight), 1);
}
