import { plainSubject, referencesAnswering, subjectAnswering } from './signals.rules';
import { ownWords } from './visible-text.rules';

describe('a subject', () => {
  it.each([
    ['AW: Re: Box', 'box'],
    ['Antw: [EXTERN] WG: Eine  Box', 'eine box'],
    ['Re[2]: Box', 'box'],
    ['Regional: Box', 'regional: box'],
  ])('"%s" is compared as "%s"', (subject, plain) => {
    expect(plainSubject(subject)).toBe(plain);
  });
});

describe('own words', () => {
  const ours =
    'Guten Tag Frau Brandt,\n\nDas Angebot gilt bis zum 16.03.\n\nKeine Angebote mehr erhalten: https://crm.example/e/u/x';

  it('are what is left without lines of our mail, quoted or not', () => {
    const text =
      'Ja, gern.\n\nDas Angebot gilt bis zum 16.03.\n> Guten Tag Frau Brandt,\n*Keine Angebote mehr erhalten: https://crm.example/e/u/x*';
    expect(ownWords(text, ours)).toBe('Ja, gern.');
  });

  it('lose the withdrawal link of any mail of ours, and nothing else', () => {
    const link = `https://crm.example/e/u/${'0'.repeat(43)}`;
    expect(ownWords(`Bitte abmelden\nAbmelden: ${link}`, null)).toBe('Bitte abmelden');
  });

  it('are at most 4,000 characters', () => {
    expect(ownWords('x'.repeat(9_000), null)).toHaveLength(4_000);
  });
});

describe('an answer to a mail', () => {
  it.each([
    ['Eine Probierbox', 'Re: Eine Probierbox'],
    ['AW: Re: [extern] Eine  Probierbox', 'Re: Eine Probierbox'],
    ['Re: a\u0007b', 'Re: ab'],
    ['', 'Re:'],
  ])('to %j is called %j', (subject, answer) => {
    expect(subjectAnswering(subject)).toBe(answer);
  });

  it('refers to what the mail referred to, and to that mail last', () => {
    const headers = [
      { key: 'message-id', value: '<c@x.example>' },
      { key: 'references', value: '<a@x.example>\t<b@x.example> <a@x.example>' },
      { key: 'in-reply-to', value: '<z@x.example>' },
    ];

    expect(referencesAnswering(headers)).toEqual(['a@x.example', 'b@x.example', 'c@x.example']);
    expect(referencesAnswering(headers.filter(({ key }) => key !== 'references'))).toEqual([
      'z@x.example',
      'c@x.example',
    ]);
    expect(referencesAnswering([])).toEqual([]);
  });

  it('keeps the root and the latest of a long thread, and nothing that could break a header', () => {
    const ids = Array.from({ length: 30 }, (_, nr) => `<m${String(nr)}@x.example>`);
    const long = referencesAnswering([
      { key: 'references', value: ids.join(' ') },
      { key: 'message-id', value: '<last@x.example>' },
    ]);

    expect(long).toHaveLength(20);
    expect([long[0], long.at(-2), long.at(-1)]).toEqual([
      'm0@x.example',
      'm29@x.example',
      'last@x.example',
    ]);
    expect(
      referencesAnswering([{ key: 'message-id', value: '<a@x>\r\nBcc: <evil one@x.example>' }]),
    ).toEqual(['a@x']);
  });
});
