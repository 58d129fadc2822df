import fc from 'fast-check';
import { classify } from './classify.rules';
import { clausesOf, visibleWords } from './visible.rules';

const POSITIVE = 'Bitte schicken Sie uns ein Angebot.';

describe('an answer that says several things', () => {
  it.each([
    [
      'a legal threat over everything',
      `${POSITIVE} Sonst spricht mein Anwalt mit Ihnen. Keine Mails mehr.`,
      'UNSUBSCRIBE',
      'de.legal.lawyer',
    ],
    [
      'a farewell over a refusal',
      'Kein Interesse, bitte keine Mails mehr.',
      'UNSUBSCRIBE',
      'de.unsubscribe.no-more',
    ],
    [
      'a farewell over a wish',
      `${POSITIVE} Und nehmen Sie mich aus dem Verteiler.`,
      'UNSUBSCRIBE',
      'de.unsubscribe.sign-off',
    ],
    ['a refusal over a wish', `Kein Interesse. ${POSITIVE}`, 'NEGATIVE', 'de.negative.interest'],
    ['a wish over small talk', `Schönes Wochenende! ${POSITIVE}`, 'POSITIVE', 'de.positive.send'],
  ])('counts as %s', (_, text, expected, rule) => {
    const found = classify(text);

    expect(found.class).toBe(expected);
    expect(found.evidence[0]?.rule).toBe(rule);
  });

  it('is for a person when a wish stands beside a refusal', () => {
    expect(classify(`Das ist uns zu teuer. ${POSITIVE}`)).toMatchObject({
      class: 'NEGATIVE',
      confidence: 0.7,
    });
  });
});

describe('a yes that is none', () => {
  it.each([
    'Wir bestellen schon bei Transgourmet, ja gerne weiter so',
    'Bitte rufen Sie mich an, ich bin verärgert.',
    'Ja, ich habe Ihre Mail bekommen. Bitte melden Sie sich im März.',
  ])('makes nobody a customer by itself: %s', (text) => {
    const found = classify(text);

    expect(found.class === 'POSITIVE' && (found.confidence ?? 1) >= 0.9).toBe(false);
  });
});

describe('an answer that only asks for a call or something to read', () => {
  it.each([
    ['Please call me next week', false],
    ['Bitte rufen Sie mich an: 0170 5550123', false],
    ['Bitte schicken Sie uns Ihre Preisliste.', false],
    ['Please send me your price list.', false],
    ['Wir haben Interesse, bitte senden Sie uns die Preisliste.', true],
    ['Bitte rufen Sie mich an, ich möchte 20 Kartons bestellen.', true],
    ['Klingt gut, schicken Sie mir bitte die Box', true],
    ['Yes please, a sample box.', true],
  ])('waits for a person unless it says more: %s', (text, acts) => {
    const found = classify(text);

    expect(found.class).toBe('POSITIVE');
    expect(found.confidence).toBeGreaterThanOrEqual(0.5);
    expect((found.confidence ?? 0) >= 0.9).toBe(acts);
  });
});

describe('negation', () => {
  it.each([
    ['Wir haben Interesse.', 'POSITIVE'],
    ['Wir haben kein Interesse.', 'NEGATIVE'],
    ['Kein Problem, wir haben Interesse.', 'POSITIVE'],
    ['We are interested.', 'POSITIVE'],
    ['We are not interested.', 'NEGATIVE'],
    ['No problem, we are interested.', 'POSITIVE'],
  ])('is heard within its breath: %s', (text, expected) => {
    expect(classify(text)).toMatchObject({ class: expected });
  });

  it('ends at words: "Interessengemeinschaft" is no interest and "Kanne" denies nothing', () => {
    expect(classify('Die Interessengemeinschaft der Wirte tagt am Abend.').class).toBe('NEUTRAL');
    expect(classify('Wir bestellen eine Kanne und zehn Kartons.').class).toBe('POSITIVE');
  });
});

describe('what its writer did not say', () => {
  it.each([
    ['a quote', 'Danke.\n\n> Kein Interesse? Hier abmelden.'],
    [
      'a reply header',
      'Danke.\n\nAm 02.03.2026 um 14:02 schrieb Anna <a@b.example>:\n> Bitte bestellen Sie. Ja, gerne.',
    ],
    [
      'a forwarded mail',
      'Danke.\n\n-------- Weitergeleitete Nachricht --------\nWir haben Interesse.',
    ],
    ['a signature', 'Danke.\n\nMit freundlichen Grüßen\nRechtsanwalt Stopp\nWir haben Interesse'],
    [
      'small print',
      'Danke. Diese E-Mail ist vertraulich, bitte löschen Sie sie, wenn Sie nicht der Adressat sind.',
    ],
  ])('is not read: %s', (_, text) => {
    expect(classify(text)).toMatchObject({ class: 'NEUTRAL', evidence: [] });
  });
});

describe('the reading of a text', () => {
  it('folds umlauts, accents and case', () => {
    expect(visibleWords('Für GRÜNE Café-Gäste')).toBe('fuer gruene cafe-gaeste');
  });

  it('parts sentences where they turn', () => {
    expect(clausesOf('gutes angebot, aber zu teuer. was nun?')).toEqual([
      { text: 'gutes angebot', asks: false, contrasts: false },
      { text: 'zu teuer.', asks: false, contrasts: true },
      { text: 'was nun?', asks: true, contrasts: false },
    ]);
  });

  it('gives every text one class, the same each time, in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (text) => {
        const found = classify(text);
        expect(classify(text)).toEqual(found);
        if (found.confidence !== null) {
          expect(found.confidence).toBeGreaterThanOrEqual(0);
          expect(found.confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it.each([
    ['one long word', 'a'.repeat(100_000)],
    ['many commas', ', '.repeat(50_000)],
    ['many wishes', 'wir haetten gern '.repeat(6_000)],
    ['many quotes', '> \n'.repeat(30_000)],
  ])('is no trap that takes for ever: %s', (_, text) => {
    const began = process.cpuUsage();
    classify(text);

    // Of this process, since other work on the machine must not count; a blink, but slow machines blink slowly.
    expect(process.cpuUsage(began).user / 1e3).toBeLessThan(5_000);
  });
});
