import { type Meaning, meaningOf, wordOf } from './meaning.rules';
import type { Said } from './webhook.rules';

const back = (bounce: string, code: string | null, reason: string | null = null) => ({
  what: 'returned',
  bounce,
  code,
  reason,
});
const held = (because: string, code: string | null = null) => ({ what: 'held', because, code });

describe('what SendGrid says', () => {
  it.each<[string, Said, object]>([
    ['processed', {}, { what: 'accepted' }],
    ['delivered', { response: '250 OK' }, { what: 'delivered' }],
    ['deferred', { response: '450 4.2.1 try later' }, back('delayed', '4.2.1')],
    ['bounce', { type: 'bounce', status: '5.1.1' }, back('hard', '5.1.1')],
    ['bounce', { type: 'bounce', reason: '550 5.1.1 no such user' }, back('hard', '5.1.1')],
    ['bounce', { classification: 'Invalid Address' }, back('hard', null)],
    ['bounce', { classification: 'INVALID ADDRESS', status: '5.4.1' }, back('hard', '5.4.1')],
    ['bounce', { classification: 'mailbox unavailable' }, back('hard', null)],
    ['bounce', { classification: 'Mailbox Unavailable', status: '5.2.2' }, back('soft', '5.2.2')],
    ['bounce', { classification: 'Technical', status: '5.4.7' }, back('soft', '5.4.7')],
    ['bounce', { classification: 'Unclassified' }, back('soft', null)],
    ['bounce', { classification: 'Reputation' }, back('blocked', null)],
    ['bounce', { classification: 'Content' }, back('blocked', null)],
    ['bounce', { classification: 'Frequency/Volume' }, back('blocked', null)],
    ['bounce', { status: '5.7.1' }, back('blocked', '5.7.1')],
    ['bounce', { type: 'blocked', status: '5.1.1' }, back('blocked', '5.1.1')],
    ['dropped', { reason: 'Bounced Address' }, held('HARD_BOUNCE')],
    ['dropped', { reason: 'Invalid' }, held('HARD_BOUNCE')],
    ['dropped', { reason: 'Unsubscribed Address' }, held('UNSUBSCRIBED')],
    ['dropped', { reason: 'Spam Reporting Address' }, held('COMPLAINT')],
    [
      'dropped',
      { reason: 'Spam Content (if spam checker enabled)' },
      back('blocked', null, 'DROPPED'),
    ],
    ['dropped', { reason: 'Recipient List over Package Quota' }, back('blocked', null, 'DROPPED')],
    ['spamreport', {}, { what: 'complained', feedbackType: 'abuse' }],
    ['unsubscribe', {}, { what: 'unsubscribed' }],
    ['group_unsubscribe', {}, { what: 'unsubscribed' }],
    ['group_resubscribe', {}, { what: 'nothing' }],
    ['open', {}, { what: 'nothing' }],
    ['toString', {}, { what: 'nothing' }],
  ])('by %s %j', (kind, said, meaning) => {
    expect(meaningOf('sendgrid', kind, said)).toEqual<Meaning | object>(meaning);
  });
});

describe('what SES says', () => {
  it.each<[string, Said, object]>([
    ['Send', {}, { what: 'accepted' }],
    ['Delivery', {}, { what: 'delivered' }],
    ['DeliveryDelay', { type: 'MailboxFull', status: '4.2.2' }, back('delayed', '4.2.2')],
    ['Bounce', { type: 'Permanent', subType: 'General', status: '5.1.1' }, back('hard', '5.1.1')],
    ['Bounce', { type: 'Permanent', subType: 'General' }, back('hard', null)],
    ['Bounce', { type: 'Permanent', subType: 'NoEmail' }, back('hard', null)],
    ['Bounce', { type: 'Permanent', subType: 'General', status: '5.2.2' }, back('soft', '5.2.2')],
    [
      'Bounce',
      { type: 'Permanent', subType: 'General', status: '5.7.1' },
      back('blocked', '5.7.1'),
    ],
    ['Bounce', { type: 'Permanent', subType: 'Suppressed' }, held('HARD_BOUNCE')],
    ['Bounce', { type: 'Permanent', subType: 'OnAccountSuppressionList' }, held('HARD_BOUNCE')],
    ['Bounce', { type: 'Transient', subType: 'General' }, back('soft', null)],
    ['Bounce', { type: 'Transient', subType: 'MailboxFull' }, back('soft', null)],
    ['Bounce', { type: 'Transient', subType: 'CustomTimeoutExceeded' }, back('soft', null)],
    ['Bounce', { type: 'Transient', subType: 'MessageTooLarge' }, back('blocked', null)],
    ['Bounce', { type: 'Transient', subType: 'ContentRejected' }, back('blocked', null)],
    ['Bounce', { type: 'Transient', subType: 'AttachmentRejected' }, back('blocked', null)],
    ['Bounce', { type: 'Undetermined', subType: 'Undetermined' }, back('soft', null)],
    ['Complaint', { feedbackType: 'abuse' }, { what: 'complained', feedbackType: 'abuse' }],
    ['Complaint', {}, { what: 'complained', feedbackType: 'abuse' }],
    ['Complaint', { feedbackType: 'not-spam' }, { what: 'nothing' }],
    ['Complaint', { subType: 'OnAccountSuppressionList' }, held('COMPLAINT')],
    ['Reject', { reason: 'Bad content' }, back('blocked', null, 'REJECTED')],
    ['Subscription', { unsubscribesAll: 'true' }, { what: 'unsubscribed' }],
    ['Subscription', { unsubscribesAll: 'false' }, { what: 'nothing' }],
    ['Rendering Failure', {}, { what: 'nothing' }],
  ])('by %s %j', (kind, said, meaning) => {
    expect(meaningOf('ses', kind, said)).toEqual<Meaning | object>(meaning);
  });

  it('is counted under its own words, and what nobody has met under one', () => {
    expect(['processed', 'Bounce', 'Rendering Failure', 'x'.repeat(50)].map(wordOf)).toEqual([
      'processed',
      'Bounce',
      'Rendering Failure',
      'other',
    ]);
  });
});
