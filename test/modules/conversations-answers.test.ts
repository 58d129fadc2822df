import { ACTS_FROM, classify } from '../../src/conversations/classification/classify.rules';
import { type LabelledAnswer, labelledAnswers } from '../support/answers';

const heldOut = labelledAnswers('held-out').map(judge);
const tuning = labelledAnswers('tuning').map(judge);

function judge(answer: LabelledAnswer) {
  const { class: found, confidence, evidence } = classify(answer.text);
  const acts = confidence !== null && confidence >= ACTS_FROM;
  return { ...answer, found, acts, evidence };
}

describe('the labelled answers', () => {
  it('are at least 400, in halves that share none, in both languages and with hard negatives', () => {
    const texts = new Set(tuning.map(({ text }) => text));

    expect(tuning.length + heldOut.length).toBeGreaterThanOrEqual(400);
    expect(heldOut.length).toBeGreaterThanOrEqual(200);
    expect(heldOut.filter(({ text }) => texts.has(text)).map(({ text }) => text)).toEqual([]);
    for (const trait of ['negation', 'irony', 'forwarded', 'quoted', 'signature', 'conditional'])
      expect(heldOut.filter((answer) => answer.trait === trait)).not.toEqual([]);
    for (const language of ['de', 'en'])
      expect(heldOut.filter((answer) => answer.language === language).length).toBeGreaterThan(50);
  });
});

describe('the class of an answer', () => {
  it('is positive by itself only when it is: precision 0.99 on answers the rules do not know', () => {
    const acting = heldOut.filter(({ found, acts }) => found === 'POSITIVE' && acts);
    const right = acting.filter(({ label }) => label === 'POSITIVE');

    expect(acting.length).toBeGreaterThan(50);
    expect(right.length / acting.length).toBeGreaterThanOrEqual(0.99);
  });

  it('finds four of five positive answers without a person', () => {
    const positive = heldOut.filter(({ label }) => label === 'POSITIVE');
    const found = positive.filter((answer) => answer.found === 'POSITIVE' && answer.acts);

    expect(found.length / positive.length).toBeGreaterThanOrEqual(0.8);
  });

  it('hears every wish to hear no more, with a recall of 0.99', () => {
    const leaving = heldOut.filter(({ label }) => label === 'UNSUBSCRIBE');
    const found = leaving.filter((answer) => answer.found === 'UNSUBSCRIBE' && answer.acts);

    expect(found.length / leaving.length).toBeGreaterThanOrEqual(0.99);
  });

  it('shows the rule and the words behind it', () => {
    const decided = heldOut.filter(({ found, acts }) => acts && found !== 'NEUTRAL');

    expect(decided.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    expect(
      decided
        .flatMap(({ evidence }) => evidence)
        .filter(({ rule }) => !/^(de|en)\.[a-z-]+\.[a-z-]+$/.test(rule)),
    ).toEqual([]);
  });

  it('takes a refusal for a wish in neither half', () => {
    const wrong = [...heldOut, ...tuning].filter(
      ({ label, found, acts }) =>
        acts && found === 'POSITIVE' && ['NEGATIVE', 'UNSUBSCRIBE'].includes(label),
    );

    expect(wrong.map(({ text }) => text)).toEqual([]);
  });
});
