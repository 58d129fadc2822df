import { type AlertName, ALERT_NAMES, ALERTS, type Finding } from './alert-list.rules';
import { courseOf, type Standing } from './course.rules';

const NOW = new Date('2026-11-27T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const finding = (name: AlertName, subject = ''): Finding => ({
  ...{ name, subject, value: 2, limit: 1, detail: null },
});
const standing = (name: AlertName, change: Partial<Standing> = {}): Standing => ({
  ...{ id: name, name, subject: '', since: ago(10), raisedAt: null, resolvedAt: null, ...change },
});
const none = { begin: [], keep: [], continued: [], resolve: [], drop: [] };

describe('the course of an alert', () => {
  it.each(ALERT_NAMES)(
    '%s is told when it has held as long as its table says, and not before',
    (name) => {
      const { forSeconds } = ALERTS[name];
      const begun = courseOf(NOW, [], [finding(name)]);
      const heldFor = (seconds: number) =>
        courseOf(NOW, [standing(name, { since: ago(seconds) })], [finding(name)]).keep[0]?.isTold;

      expect(begun).toEqual({ ...none, begin: [{ ...finding(name), isTold: forSeconds === 0 }] });
      expect(heldFor(forSeconds)).toBe(true);
      if (forSeconds > 0) expect(heldFor(forSeconds - 1)).toBe(false);
    },
  );

  it('is told once', () => {
    const told = standing('DeadLetters', { since: ago(900), raisedAt: ago(900) });

    expect(courseOf(NOW, [told], [finding('DeadLetters')])).toEqual({
      ...none,
      keep: [{ ...finding('DeadLetters'), id: 'DeadLetters', isTold: false }],
    });
  });

  it('ends when nothing is found of it any more, without a word when nobody was told', () => {
    const told = standing('DeadLetters', { raisedAt: ago(5) });
    const young = standing('FollowUpsOverdue');

    expect(courseOf(NOW, [told, young], [])).toEqual({ ...none, resolve: [told], drop: [young] });
  });

  it('goes on as the old one when it comes back within five minutes, and begins anew later', () => {
    const over = (seconds: number) =>
      standing('PoolExhausted', { raisedAt: ago(900), resolvedAt: ago(seconds) });
    const back = finding('PoolExhausted');

    expect(courseOf(NOW, [over(300)], [back])).toEqual({
      ...none,
      continued: [{ ...back, id: 'PoolExhausted' }],
    });
    expect(courseOf(NOW, [over(301)], [back])).toEqual({
      ...none,
      begin: [{ ...back, isTold: false }],
    });
  });

  it('is another one for another subject', () => {
    const told = standing('EventConsumerLag', { subject: 'a', raisedAt: ago(60) });
    const course = courseOf(NOW, [told], [finding('EventConsumerLag', 'b')]);

    expect(course.begin.map(({ subject }) => subject)).toEqual(['b']);
    expect(course.resolve).toEqual([told]);
  });
});
