import fc from 'fast-check';
import { type Intent, intentOf, INTENTS } from './intents.rules';

/** Messages as people type them into a chat, with what they want. */
const CASES: readonly (readonly [Intent, readonly string[]])[] = [
  [
    'greeting',
    [
      'Hallo',
      'Guten Tag',
      'Moin moin!',
      'Grüezi',
      'Grüß Gott',
      'hi',
      'Hello there',
      'Good morning',
      'Hey!',
      'Servus',
    ],
  ],
  [
    'interested',
    [
      'Ja, ich habe Interesse',
      'Wir sind sehr interessiert.',
      'Klingt interessant, wie geht es weiter?',
      'We are interested.',
      'I am very interested!',
      'Ja gerne',
      'Yes please',
      'Abgemacht, wir sind dabei',
      'Sounds great, count us in',
      'Kein Problem, wir haben Interesse.',
    ],
  ],
  [
    'not_interested',
    [
      'Kein Interesse',
      'Wir haben leider keinen Bedarf.',
      'Nein danke',
      'Wir sind nicht interessiert',
      'Not interested',
      'No thanks',
      'We are happy with our supplier',
      'Wir bleiben bei unserem Lieferanten',
      'We already have a supplier, thanks',
      'Bitte nicht anrufen',
      'Das passt nicht zu uns',
    ],
  ],
  [
    'later',
    [
      'Im Moment nicht',
      'Später gern',
      'Erst nach der Saison wieder',
      'Melden Sie sich bitte nächstes Jahr',
      'Zurzeit mitten im Umbau',
      'Not at the moment',
      'Maybe later',
      'Try again next year',
      'Not right now',
    ],
  ],
  [
    'product',
    [
      'Haben Sie auch vegane Schnitzel?',
      'Welche Allergene sind im Knödel?',
      'Liefern Sie auch samstags?',
      'Wie lange ist die Haltbarkeit?',
      'Gibt es glutenfreie Brötchen?',
      'Was ist in der Probierbox?',
      'Sind die Suppen tiefgekühlt oder frisch?',
      'Do you have vegan desserts?',
      'What are the ingredients of the soup?',
      'Is the fish halal?',
      'Do you deliver on Saturdays?',
    ],
  ],
  [
    'price',
    [
      'Was kostet die Probierbox?',
      'Welche Preise gelten für uns?',
      'Gibt es Rabatt ab einer Palette?',
      'Wie hoch ist der Mindestbestellwert?',
      'Gibt es Staffelpreise?',
      'Wie viel macht das in Euro?',
      'Preisliste?',
      'How much is a case of fries?',
      'What are your prices?',
      'Is there a discount for larger orders?',
      'What is the minimum order?',
    ],
  ],
  [
    'callback',
    [
      'Rufen Sie mich bitte an',
      'Bitte um Rückruf',
      'Können Sie uns morgen zurückrufen?',
      'Ruft mich mal an',
      'Telefontermin am Dienstag?',
      'Ich würde das gern telefonisch besprechen',
      'Call me please',
      'Can you call us tomorrow?',
      'Please give us a ring',
      'Could someone phone about this?',
      'Let us arrange a call',
      'Das ist kein Problem, rufen Sie mich an',
    ],
  ],
  [
    'content',
    [
      'Bitte schicken Sie mir den Prospekt',
      'Katalog bitte',
      'Gibt es Infomaterial?',
      'Ich hätte gern die Broschüre',
      'Schicken Sie mir die Details',
      'Mehr Infos',
      'Haben Sie Rezepte?',
      'Bilder freischalten',
      'Send me the brochure',
      'Please unlock',
      'More info please',
      'Can I have the catalogue?',
      'Do you have pictures?',
    ],
  ],
  [
    'feedback_positive',
    [
      'Sehr lecker!',
      'Hat uns sehr gut geschmeckt',
      'Wir sind sehr zufrieden',
      'Weiter so!',
      'Köstlich!',
      'Delicious!',
      'It was really good',
      'Well done',
      'We are very happy',
      'Nicht schlecht!',
    ],
  ],
  [
    'feedback_negative',
    [
      'Das war zu salzig',
      'Hat uns nicht geschmeckt',
      'Schmeckt uns gar nicht',
      'Ungenießbar',
      'Wir sind enttäuscht',
      'Wir sind nicht zufrieden',
      'It was too salty',
      'Not very tasty',
      'Disappointing',
      'We are unhappy',
    ],
  ],
  [
    'complaint',
    [
      'Ich möchte mich beschweren',
      'Das ist eine Reklamation',
      'Die Ware ist verdorben angekommen',
      'Die Lieferung war unvollständig',
      'Das Paket ist nie angekommen',
      'Eine Frechheit ist das',
      'Die Rechnung ist falsch',
      'Sie haben doppelt abgebucht, falsche Abbuchung!',
      'I want to make a complaint',
      'The parcel arrived damaged',
      'This is unacceptable',
      'The invoice is wrong',
      'The delivery was spoiled',
      'I want my money back',
      'Kein Wunder, dass ich mich beschweren muss',
    ],
  ],
  [
    'opt_out',
    [
      'STOPP',
      'Stop',
      'Bitte keine Nachrichten mehr',
      'Schreiben Sie mir nie wieder',
      'Abmelden',
      'Löschen Sie meine Nummer',
      'Unsubscribe',
      'Do not contact me again',
      'Remove my number',
      'Please stop messaging me',
      'No more messages please',
      'Ich widerspreche der Nutzung meiner Daten',
    ],
  ],
  [
    'opt_in',
    [
      'START',
      'Anmelden',
      'Ich möchte gern wieder Nachrichten erhalten',
      'Subscribe',
      'Sign me up',
      'I want to receive updates',
    ],
  ],
  [
    'thanks',
    [
      'Danke',
      'Vielen Dank!',
      'Dankeschön',
      'Merci',
      'Danke, schönes Wochenende',
      'Thanks',
      'Thank you very much',
      'thx',
      'Hallo, danke!',
    ],
  ],
  [
    'help',
    [
      'Hilfe',
      'Menü',
      'Wie funktioniert das hier?',
      'Was kann ich hier fragen?',
      'Wer sind Sie?',
      '?',
      'Help',
      'How does this work?',
      'Who is this?',
      'Can you help?',
    ],
  ],
  [
    'person',
    [
      'Ich möchte mit einem Menschen sprechen',
      'Mitarbeiter bitte',
      'Kann ich mit Ihrem Berater reden?',
      'Bist du ein Bot?',
      'Bitte kein Bot',
      'Gibt es hier einen echten Menschen?',
      'Ist da jemand?',
      'I want to talk to a human',
      'Agent please',
      'Can I speak to someone?',
      'Are you a robot?',
      'a real person, please',
    ],
  ],
  [
    'unknown',
    [
      'Hmm',
      'Qwertz',
      '42',
      'Die Interessengemeinschaft tagt.',
      'Der Stoppelhopser singt',
      'ok',
      '👍',
      'Im Kostümverleih ist Betrieb',
      'The category is closed',
      'Rechnen wir mal',
    ],
  ],
];

const TABLE = CASES.flatMap(([intent, texts]) => texts.map((text) => [text, intent] as const));

describe('what a message wants', () => {
  it('is labelled in at least 150 messages, every intent among them', () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(150);
    expect([...new Set(TABLE.map(([, intent]) => intent))].sort()).toEqual([...INTENTS].sort());
  });

  it.each(TABLE)('%s is %s', (text, intent) => {
    expect(intentOf(text).intent).toBe(intent);
  });

  it('tells the language by its words, and says when none tells', () => {
    expect(intentOf('Was kostet das?').language).toBe('de');
    expect(intentOf('How much is it?').language).toBe('en');
    expect(intentOf('42').language).toBeNull();
  });

  it('keeps what else it touches', () => {
    expect(intentOf('Hallo, was kostet die Probierbox? Danke!').topics).toEqual(
      expect.arrayContaining(['price', 'product', 'thanks', 'greeting']),
    );
  });

  it('is the same each time, sure between 0 and 1, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const found = intentOf(text);
        expect(intentOf(text)).toEqual(found);
        expect(found.confidence).toBeGreaterThanOrEqual(0);
        expect(found.confidence).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});
