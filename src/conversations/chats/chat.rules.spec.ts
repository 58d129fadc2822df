import { readingOf, wantsAnswer } from './chat.rules';

const typed = (text: string, question: string | null = null) =>
  readingOf({ kind: 'text', text }, question);
const now = new Date('2026-03-10T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe('typed words', () => {
  it('are a firm yes only to a question', () => {
    expect(typed('Ja')).toMatchObject({ isBareYes: true, answer: { confidence: 0.6 } });
    expect(typed('Ja', 'Dürfen wir eine Probierbox schicken?')?.answer).toMatchObject({
      class: 'POSITIVE',
      confidence: 0.9,
    });
    expect(typed('Yes', 'Thank you for your visit.')?.answer.confidence).toBe(0.6);
  });

  it.each([
    ['click', 'Ich habe Interesse'],
    ['list', 'Preise'],
    ['reaction', '👍'],
    ['text', '  '],
    ['image', null],
  ] as const)('are none in a %s of "%s"', (kind, text) => {
    expect(readingOf({ kind, text }, null)).toBeNull();
  });

  it('below a picture are read as well', () => {
    expect(readingOf({ kind: 'image', text: 'Bitte keine Nachrichten mehr' }, null)).toMatchObject({
      answer: { class: 'UNSUBSCRIBE' },
      intent: { intent: 'opt_out' },
    });
  });

  it.each([
    ['fresh words', 'text', 'Was kostet das?', 23.9, true],
    ['words of yesterday', 'text', 'Was kostet das?', 24, false],
    [
      'the answer of a machine',
      'text',
      'Automatische Antwort: ich bin im Urlaub bis Montag',
      0,
      false,
    ],
    ['a picture', 'image', 'Was kostet das?', 0, false],
  ] as const)('wait for an answer or not: %s', (_, kind, text, hours, expected) => {
    const message = { kind, text, occurredAt: hoursAgo(hours) };

    expect(wantsAnswer(message, readingOf(message, null), now)).toBe(expected);
  });
});
