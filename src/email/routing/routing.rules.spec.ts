import type { ProviderId } from '../providers/email.provider';
import { type Earlier, routeOf, shareOf, type Way } from './routing.rules';

const way = (provider: ProviderId, change: Partial<Way> = {}): Way => ({
  provider,
  state: 'closed',
  isProbeDue: false,
  retrySeconds: 0,
  closedSeconds: null,
  blockedSeconds: 0,
  ...change,
});
const open = (provider: ProviderId, retrySeconds = 20) =>
  way(provider, { state: 'open', retrySeconds });
const due = (provider: ProviderId) => way(provider, { state: 'open', isProbeDue: true });
const call = (provider: ProviderId, state: Earlier['state'], scope: Earlier['scope'] = null) => ({
  provider,
  state,
  scope,
});
const EARLY = '00000000-0000-7000-8000-00000000051e';
const LATE = '00000000-0000-7000-8000-00000000f000';
const choose = (
  ways: readonly Way[],
  attempts: readonly Earlier[] = [],
  { id = EARLY, threadProvider = null }: { id?: string; threadProvider?: string | null } = {},
) => {
  const probes = new Set(ways.flatMap((one) => (one.isProbeDue ? [one.provider] : [])));
  const choice = routeOf({ id, attempts, threadProvider }, ways, probes);
  if ('waitSeconds' in choice) return `wait ${String(choice.waitSeconds)}`;
  return choice.isProbe ? `probe ${choice.provider}` : choice.provider;
};
const both = [way('sendgrid'), way('ses')];

describe('the way of a mail', () => {
  it.each([
    ['the preferred one', both, [], 'sendgrid'],
    ['the next, while the first is down', [open('sendgrid'), way('ses')], [], 'ses'],
    [
      'the next, while the first is used up',
      [way('sendgrid', { blockedSeconds: 9 }), way('ses')],
      [],
      'ses',
    ],
    [
      'none, until the first of them comes back',
      [open('sendgrid', 40), open('ses', 20)],
      [],
      'wait 20',
    ],
    ['the one that is to be tried', [due('sendgrid'), way('ses')], [], 'probe sendgrid'],
    [
      'its own again, although another is to be tried',
      [due('sendgrid'), way('ses')],
      [call('ses', 'transient', 'message')],
      'ses',
    ],
    ['its own again', both, [call('ses', 'transient', 'message')], 'ses'],
    ['its own again, when it was too fast', both, [call('ses', 'throttled', 'rate')], 'ses'],
    [
      'another, when its own is down',
      [open('sendgrid'), way('ses')],
      [call('sendgrid', 'transient', 'provider')],
      'ses',
    ],
    ['another, after its own never had it', both, [call('sendgrid', 'not_accepted')], 'ses'],
    [
      'another, after the account was refused',
      both,
      [call('sendgrid', 'permanent', 'account')],
      'ses',
    ],
    ['another, after the day was used up', both, [call('sendgrid', 'throttled', 'daily')], 'ses'],
    [
      'its own again, after two passing refusals',
      both,
      [call('sendgrid', 'transient', 'provider'), call('sendgrid', 'transient', 'provider')],
      'sendgrid',
    ],
    [
      'another, after three of them',
      both,
      Array(3).fill(call('sendgrid', 'transient', 'message')),
      'ses',
    ],
    [
      'the one that was asked least',
      [...both, way('smtp')],
      [call('sendgrid', 'not_accepted'), call('ses', 'not_accepted')],
      'smtp',
    ],
    [
      'none other, when its own may have it',
      [open('sendgrid'), way('ses')],
      [call('sendgrid', 'ambiguous')],
      'wait 20',
    ],
    [
      'none to try, when one may have it',
      [due('sendgrid')],
      [call('sendgrid', 'ambiguous')],
      'wait 2',
    ],
    [
      'none other, when the mail was refused',
      [open('sendgrid'), way('ses')],
      [call('sendgrid', 'permanent', 'content')],
      'wait 20',
    ],
    ['any, when its own is no longer there', [way('ses')], [call('smtp', 'ambiguous')], 'ses'],
  ] as [string, Way[], Earlier[], string][])('is %s', (_, ways, attempts, expected) => {
    expect(choose(ways, attempts)).toBe(expected);
  });

  it('is that of its thread, unless that one is down', () => {
    expect(choose(both, [], { threadProvider: 'ses' })).toBe('ses');
    expect(choose([way('sendgrid'), open('ses')], [], { threadProvider: 'ses' })).toBe('sendgrid');
  });

  it('leads back to the preferred one after half an hour, a tenth and a half of the mails first', () => {
    expect(
      [0, 1799, 1800, 2249, 2250, 2699, 2700].map((closedSeconds) => shareOf({ closedSeconds })),
    ).toEqual([0, 0, 0.1, 0.1, 0.5, 0.5, 1]);
    const after = (closedSeconds: number, id: string) =>
      choose([way('sendgrid', { closedSeconds }), way('ses')], [], { id });
    expect(after(60, EARLY)).toBe('ses');
    expect([after(2000, EARLY), after(2000, LATE)]).toEqual(['sendgrid', 'ses']);
    expect(after(2700, LATE)).toBe('sendgrid');
    expect(choose([way('sendgrid', { closedSeconds: 60 }), open('ses')])).toBe('sendgrid');
  });
});
