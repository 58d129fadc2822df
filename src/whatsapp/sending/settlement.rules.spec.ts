import type { ClaimedMessage, HandOverFacts } from './claimed.rules';
import { type Asked, refusal, settle } from './settlement.rules';

const NOW = new Date('2026-03-02T08:00:00Z');
const LATER = new Date('2026-03-02T09:00:00Z');
const BEFORE = new Date('2026-03-02T07:00:00Z');
const message: ClaimedMessage = {
  id: '019a5f2e-0000-7000-8000-000000000001',
  wamid: null,
  subjectId: '019a5f2e-0000-7000-8000-000000000002',
  contactId: null,
  whatsappContactId: '019a5f2e-0000-7000-8000-000000000003',
  aboutKind: 'test',
  aboutId: '019a5f2e-0000-7000-8000-000000000004',
  kind: 'text',
  purpose: 'service',
  author: 'user',
  templateId: null,
  templateKey: null,
  simulated: false,
  epoch: 1,
  content: { kind: 'text', body: 'Guten Tag' },
  gateName: null,
  gateRef: null,
  afterMessageId: null,
  consentId: null,
  notAfter: LATER,
  attempts: 0,
  retrySeconds: null,
};
const facts: HandOverFacts = {
  to: '+4915112345678',
  windowUntil: LATER,
  coolUntil: null,
  coolReason: null,
  optedOutAt: null,
  templateName: null,
  templateStatus: null,
  templateCategory: null,
  templateLocale: null,
  templateBody: null,
  templateVariables: null,
  templateButtons: null,
  previousState: null,
};
const template = {
  kind: 'template',
  templateId: 't',
  purpose: 'followup',
  consentId: 'c',
} as const;
const approved = {
  windowUntil: null,
  templateName: 'x',
  templateStatus: 'approved',
  templateCategory: 'marketing',
} as const;
const decide = (
  change: Partial<ClaimedMessage>,
  about: Partial<HandOverFacts> = {},
  asked: Partial<Asked> = {},
) => {
  const given = { now: NOW, facts: { ...facts, ...about }, blockedBy: null, verdict: undefined };
  const settlement = refusal({ ...message, ...change }, { ...given, ...asked });
  if (!settlement) return 'goes';
  const { state, reason, retrySeconds, dueAt } = settlement;
  return [state, reason ?? retrySeconds ?? dueAt?.toISOString()].join(' ');
};

describe('the hand-over of a message', () => {
  it.each<[string, Partial<ClaimedMessage>, Partial<HandOverFacts>, Partial<Asked>, string]>([
    ['in the window', {}, {}, {}, 'goes'],
    ['after it', {}, { windowUntil: BEFORE }, {}, 'suppressed window_closed'],
    ['without one', {}, { windowUntil: null }, {}, 'suppressed window_closed'],
    ['past its time', { notAfter: NOW }, {}, {}, 'failed expired'],
    ['to nobody', {}, { to: null }, {}, 'failed no_number'],
    ['by a template', template, approved, {}, 'goes'],
    [
      'by one that is paused',
      template,
      { ...approved, templateStatus: 'paused' },
      {},
      'suppressed template_paused',
    ],
    [
      'by a draft',
      template,
      { ...approved, templateStatus: 'draft' },
      {},
      'suppressed template_draft',
    ],
    [
      'by a notice that advertises',
      template,
      { ...approved, templateCategory: 'utility' },
      {},
      'suppressed template_category',
    ],
    [
      'by a notice that was asked for',
      { ...template, purpose: 'content' },
      { ...approved, templateCategory: 'utility' },
      {},
      'goes',
    ],
    ['without consent', { ...template, consentId: null }, approved, {}, 'suppressed no_consent'],
    ['after an opt-out', template, { ...approved, optedOutAt: BEFORE }, {}, 'suppressed opted_out'],
    ['of service after an opt-out', {}, { optedOutAt: BEFORE }, {}, 'goes'],
    [
      'of content by an advertisement after an opt-out',
      { ...template, purpose: 'content' },
      { ...approved, optedOutAt: BEFORE },
      {},
      'suppressed opted_out',
    ],
    [
      'to one who is not on WhatsApp',
      {},
      { coolUntil: LATER, coolReason: 'undeliverable' },
      {},
      'suppressed cool_off',
    ],
    ['to one who was not', {}, { coolUntil: BEFORE, coolReason: 'undeliverable' }, {}, 'goes'],
    [
      'of marketing above the limit',
      template,
      { ...approved, coolUntil: LATER, coolReason: 'marketing_limit' },
      {},
      'suppressed marketing_limit',
    ],
    [
      'of service above the limit of marketing',
      {},
      { coolUntil: LATER, coolReason: 'marketing_limit' },
      {},
      'goes',
    ],
    ['behind one that failed', {}, { previousState: 'failed' }, {}, 'cancelled previous_failed'],
    ['behind one that was read', {}, { previousState: 'read' }, {}, 'goes'],
    ['with a silent gate', { gateName: 'g', gateRef: 'r' }, {}, {}, 'queued 60'],
    [
      'with a gate that is open',
      { gateName: 'g', gateRef: 'r' },
      {},
      { verdict: { kind: 'send' } },
      'goes',
    ],
    [
      'with a gate that says no',
      { gateName: 'g', gateRef: 'r' },
      {},
      { verdict: { kind: 'cancel', reason: 'ANSWERED' } },
      'cancelled ANSWERED',
    ],
    [
      'with a gate that says later',
      { gateName: 'g', gateRef: 'r' },
      {},
      { verdict: { kind: 'later', notBefore: LATER } },
      `queued ${LATER.toISOString()}`,
    ],
    [
      'with a gate that says later and means now',
      { gateName: 'g', gateRef: 'r' },
      {},
      { verdict: { kind: 'later', notBefore: NOW } },
      'queued 60',
    ],
    ['from a locked account', {}, {}, { blockedBy: 'account' }, 'queued 60'],
    ['of service with a bad mark', {}, {}, { blockedBy: 'quality' }, 'goes'],
    ['of a follow-up with a bad mark', template, approved, { blockedBy: 'quality' }, 'queued 60'],
  ])('%s', (_when, change, about, asked, expected) => {
    expect(decide(change, about, asked)).toBe(expected);
  });
});

describe('the outcome of a call', () => {
  const refused = (errorCode: number | null, attempts = 0, httpStatus = 400) =>
    settle(
      { ...message, attempts },
      { kind: 'refused', httpStatus, errorCode, response: '' },
      { handedAt: NOW, chance: () => 0.5 },
    );

  it.each([
    [130429, 'queued', null],
    [131056, 'queued', null],
    [131047, 'failed', 'window_closed'],
    [131026, 'failed', 'undeliverable'],
    [131049, 'failed', 'marketing_limit'],
    [131050, 'failed', 'opted_out'],
    [132015, 'failed', 'template'],
    [131009, 'failed', 'bad_request'],
    [131031, 'queued', null],
    [131048, 'queued', null],
    [null, 'failed', 'bad_request'],
  ])('refused with %s leaves it %s', (code, state, reason) => {
    expect(refused(code)).toMatchObject({ state, reason, errorCode: code });
  });

  it('ends at the fifth attempt, unless the account is what is wrong', () => {
    expect(refused(130429, 4)).toMatchObject({ state: 'failed', reason: 'retries_exhausted' });
    expect(refused(190, 4, 401)).toMatchObject({ state: 'queued', counted: false });
  });

  it.each([
    [
      { kind: 'unanswered', response: 'TimeoutError' },
      { state: 'unknown', counted: true },
    ],
    [
      { kind: 'not_sent', response: 'ECONNREFUSED' },
      { state: 'queued', counted: false, retrySeconds: 20 },
    ],
    [
      { kind: 'accepted', wamid: 'w', waId: '49' },
      { state: 'accepted', wamid: 'w' },
    ],
  ] as const)('%j', (outcome, expected) => {
    expect(settle(message, outcome, { handedAt: NOW, chance: () => 0.5 })).toMatchObject(expected);
  });
});
