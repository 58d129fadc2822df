import { plainSubject } from './signals.rules';
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
