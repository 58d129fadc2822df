import { feedbackEnd, feedbackState, readFeedback, typedFeedback } from './feedback.rules';
import { feedbackPage } from './feedback-page.rules';

const AT = new Date('2026-03-02T08:00:00Z');
const later = (days: number) => new Date(AT.getTime() + days * 86_400_000);

describe('the link of a sample', () => {
  it.each([
    ['SHIPPED', null, 0, 'unknown'],
    ['DELIVERED', AT, 0, 'asking'],
    ['DELIVERED', AT, 29.99, 'asking'],
    ['DELIVERED', AT, 30, 'expired'],
    ['FEEDBACK', AT, 29.99, 'given'],
    ['FEEDBACK', AT, 30, 'expired'],
  ] as const)('of one that is %s, delivered %s, is after %d days: %s', (state, at, days, said) => {
    expect(feedbackState({ state, deliveredAt: at }, later(days))).toBe(said);
  });

  it('ends thirty days after the delivery', () => {
    expect(feedbackEnd({ deliveredAt: AT })).toEqual(new Date('2026-04-01T08:00:00Z'));
    expect(feedbackEnd({ deliveredAt: null })).toBeNull();
  });
});

describe('what is said of a sample', () => {
  it('is two marks from 1 to 5 and what one likes to add', () => {
    const read = (body: string) => readFeedback(typedFeedback(body));

    expect(read('taste=5&ease=1&notes=+Sehr+gut%0D%0Agern+mehr+')).toEqual({
      feedback: { taste: 5, ease: 1, notes: 'Sehr gut\ngern mehr' },
    });
    expect(read('taste=4&ease=4&notes=++')).toEqual({
      feedback: { taste: 4, ease: 4, notes: null },
    });
    expect(read('taste=6&ease=')).toEqual({ faults: ['taste', 'ease'] });
    expect(read('taste=1.5&ease=05')).toEqual({ faults: ['taste', 'ease'] });
    expect(read(`taste=1&ease=1&notes=${'x'.repeat(2001)}`)).toEqual({ faults: ['notes'] });
    expect(readFeedback(typedFeedback(undefined))).toEqual({ faults: ['taste', 'ease'] });
  });
});

describe('the page for it', () => {
  const shown = {
    state: 'asking',
    contents: '2 kg <b>Spätzle</b>',
    until: later(30),
    feedback: null,
  } as const;

  it('asks in both languages, without a script, and gives back what was typed as text', () => {
    const typed = { taste: '4', ease: '', notes: '"><script>x</script>' };
    const { html } = feedbackPage(shown, { token: 'abc', language: 'de', typed, faults: ['ease'] });

    expect(html).not.toContain('<script>');
    expect(html).toContain('2 kg &lt;b&gt;Spätzle&lt;/b&gt;');
    expect(html).toContain('action="/f/feedback/abc?lang=de"');
    expect(html).toContain('<option value="4" selected>');
    expect(html).toMatch(
      /id="ease"[^>]*aria-invalid="true" aria-describedby="ease-fault" autofocus/,
    );
    expect(feedbackPage(shown, { token: 'abc', language: 'en' }).html).toContain(
      '<html lang="en">',
    );
  });

  it('thanks whoever has said it, with what was said, and says when it is too late', () => {
    const given = {
      ...shown,
      state: 'given',
      feedback: { taste: 5, ease: 3, notes: 'Gern' },
    } as const;

    expect(feedbackPage(given, { token: 'abc', language: 'de' }).html).toContain(
      '<h1>Danke für Ihre Rückmeldung</h1><p>Sie hilft uns sehr. Der Link gilt bis 1. April 2026. Bis dahin können Sie',
    );
    expect(feedbackPage(given, { token: 'abc', language: 'en' }).html).toContain(
      'It helps us a lot. The link is good until 1 April 2026. Until then you can',
    );
    expect(feedbackPage(given, { token: 'abc', language: 'de' }).html).toContain(
      '>Gern</textarea>',
    );
    for (const state of ['expired', 'unknown'] as const)
      expect(
        feedbackPage({ ...shown, state }, { token: 'abc', language: 'en' }).html,
      ).not.toContain('<form');
    expect(feedbackPage(null, { token: 'abc', language: 'de' }).html).toContain('gilt nicht');
  });
});
