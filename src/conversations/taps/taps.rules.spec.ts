import { aboutOf, pauseAfter, readingOfTap, whichOf } from './taps.rules';

const ID = '019ab000-0000-7000-8000-0000000000aa';

describe('a tap', () => {
  it.each([
    ['interested', 'POSITIVE', 1],
    ['unlock', 'ENGAGED', 0.6],
    ['later', 'NEUTRAL', 1],
    ['optout', 'UNSUBSCRIBE', 1],
  ] as const)('on %s means %s with %s', (button, found, confidence) => {
    expect(readingOfTap({ button })).toEqual({
      ...{ class: found, confidence, language: null },
      evidence: [{ rule: `tap.${button}`, words: '' }],
    });
  });

  it.each(['menu', 'unknown'] as const)('on %s means nothing', (button) => {
    expect(readingOfTap({ button })).toBeNull();
  });

  it.each([
    [{ kind: 'grant', id: ID }, { grantId: ID }],
    [{ kind: 'follow-up', id: ID }, { grantId: ID }],
    [{ kind: 'all', id: null }, 'all'],
    [{ kind: 'latest', id: null }, 'latest'],
    [{ kind: 'none', id: null }, 'all'],
  ] as const)('that names %j asks for %j', (target, which) => {
    expect(whichOf({ target })).toEqual(which);
  });

  it('belongs to the follow-up that it names, else to what its message was about', () => {
    const about = { kind: 'grant', id: ID };

    expect(aboutOf({ target: { kind: 'follow-up', id: ID }, about })).toEqual({
      kind: 'follow-up',
      id: ID,
    });
    expect(aboutOf({ target: { kind: 'all', id: null }, about })).toEqual(about);
  });

  it('on "not now" keeps quiet for 14 days, by the calendar of the contact', () => {
    expect(pauseAfter(new Date('2026-03-02T23:30:00Z'), 'Europe/Berlin')).toBe('2026-03-16');
  });
});
