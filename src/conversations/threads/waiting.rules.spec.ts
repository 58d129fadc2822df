import { classify } from '../classification/classify.rules';
import { judged } from '../classification/judgement.rules';
import { intentOf } from '../intents/intents.rules';
import { demandOf, waitsForPerson } from './waiting.rules';

const said = (text: string) => {
  const reading = classify(text);
  return { text, intent: intentOf(text, reading), judgement: judged(reading) };
};

describe('what a contact wrote', () => {
  it.each([
    ['Haben Sie auch vegane Suppen?', true],
    ['Danke. Liefern Sie auch samstags?', true],
    ['Was kostet die Box', true],
    ['Klingt interessant.', true],
    ['Ja gerne, bitte senden Sie uns ein Angebot!', true],
    ['Die Suppe war uns leider zu salzig.', true],
    ['Do you deliver to Basel?', true],
    ['Guten Tag', true],
    ['Am Dienstag kommt Frau Huber.', true],
    ['Vielen Dank für die Information.', false],
    ['Melden Sie sich bitte im Herbst noch einmal.', false],
    ['Nein danke, wir haben kein Interesse.', false],
    ['Bitte keine weiteren Mails, nehmen Sie mich aus dem Verteiler.', false],
    ['Thank you, all received.', false],
    ['Gut.', false],
    ['Alles klar, bis morgen!', false],
    ['👍', false],
    ['Okay, verstanden!!', false],
    ['Gutschein', true],
    ['Сколько стоит', true],
    ['', false],
  ])('%p, waits for a person: %p', (text, waits) => {
    expect(waitsForPerson(said(text), false)).toBe(waits);
  });

  it('is read in no time, however many signs it has', () => {
    expect(waitsForPerson(said(`${'!'.repeat(500)} x`), false)).toBe(true);
  });

  it.each([
    ['Guten Tag', false],
    ['Was kann ich hier machen?', false],
    ['Am Dienstag kommt Frau Huber.', false],
    ['Was kostet die Box', true],
    ['Klingt interessant.', true],
  ])('%p, to which a program has said something, waits for a person: %p', (text, waits) => {
    expect(waitsForPerson(said(text), true)).toBe(waits);
  });

  it.each([
    ['Ich möchte mich beschweren: die Lieferung kam aufgetaut an.', 'complaint'],
    ['Bitte rufen Sie mich an.', 'call_wanted'],
    ['Ich möchte mit einem Menschen sprechen.', 'person_wanted'],
    ['Was kostet die Box?', null],
  ])('%p is handed over: %p', (text, reason) => {
    expect(demandOf(intentOf(text))).toBe(reason);
  });
});
