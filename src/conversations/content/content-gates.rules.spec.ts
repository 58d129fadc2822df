import { announcementVerdict, type AnnouncementFacts } from './content-gates.rules';

const now = new Date('2026-03-10T09:00:00Z');
const clear: AnnouncementFacts = {
  now,
  state: 'pending',
  expiresAt: new Date('2026-04-01T09:00:00Z'),
  campaignState: 'running',
  enabled: true,
  approved: true,
  recipient: {
    ...{ open: true, blocked: false, phone: '+4915112345678', consentId: 'k' },
    zone: 'Europe/Berlin',
  },
  hours: { from: 8, until: 20 },
};
const { recipient } = clear;
const inAMinute = { kind: 'later', notBefore: new Date('2026-03-10T09:01:00Z') };

describe('the hand-over of an announcement', () => {
  it.each<[string, Partial<AnnouncementFacts>, object]>([
    ['goes when nothing speaks against it', {}, { kind: 'send' }],
    ['goes without a campaign', { campaignState: null }, { kind: 'send' }],
    [
      'is off with its campaign',
      { campaignState: 'stopped' },
      { kind: 'cancel', reason: 'campaign_stopped' },
    ],
    ['waits with its campaign', { campaignState: 'paused' }, inAMinute],
    ['waits for the switch', { enabled: false }, inAMinute],
    [
      'is off once it was asked for',
      { state: 'unlocked' },
      { kind: 'cancel', reason: 'not_pending' },
    ],
    ['is off when it has expired', { expiresAt: now }, { kind: 'cancel', reason: 'expired' }],
    [
      'is off when nothing is approved',
      { approved: false },
      { kind: 'cancel', reason: 'not_approved' },
    ],
    [
      'is off when the opt-in was taken back',
      { recipient: { ...recipient!, consentId: null } },
      { kind: 'cancel', reason: 'no_opt_in' },
    ],
    [
      'is off for a blocked contact',
      { recipient: { ...recipient!, blocked: true } },
      { kind: 'cancel', reason: 'blocked' },
    ],
    [
      'waits for the morning where the contact is',
      { recipient: { ...recipient!, zone: 'Pacific/Auckland' } },
      { kind: 'later', notBefore: new Date('2026-03-10T19:00:00Z') },
    ],
  ])('%s', (_, over, expected) => {
    expect(announcementVerdict({ ...clear, ...over })).toEqual(expected);
  });
});
