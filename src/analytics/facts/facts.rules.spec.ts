import fc from 'fast-check';
import { CANARY_ID } from '../../core/canary.rules';
import type { RecordedEvent } from '../../events/recorded-event';
import { Facts } from './facts.rules';

const LEAD = '10000000-0000-4000-8000-000000000001';
const TOUCH = '20000000-0000-4000-8000-000000000001';

function event(type: string, data: object, simulated = false): RecordedEvent {
  const at = new Date('2026-03-01T09:00:00Z');
  return {
    ...{ id: TOUCH, type, source: '/relance/test', subject: LEAD, key: 'test', sequence: '' },
    ...{ time: at, recordedAt: at, correlationId: null, causationId: null, audience: 'subject' },
    ...{ subjectId: LEAD, ownerId: null, teamId: null, territory: null },
    simulated,
    data: { leadId: LEAD, ...data },
  };
}
const processed = (decision: number, outcome: string, over: object = {}) =>
  event('crm.lead.followup.processed.v1', {
    followUpId: TOUCH,
    step: 'T3',
    channel: 'email',
    decision,
    outcome,
    reason: outcome === 'queued' ? null : 'TOO_SOON',
    templateVersionId: null,
    variant: null,
    territory: 'DE',
    ownerId: null,
    teamId: null,
    businessType: 'HOTEL',
    processedAt: `2026-03-0${String(decision)}T09:00:00.000Z`,
    ...over,
  });
const mailed = (type: string, occurredAt: string, kind = 'follow-up') =>
  event(type, { about: { kind, id: TOUCH }, provider: 'smtp', occurredAt });

const STORY = [
  processed(1, 'deferred', { businessType: 'OTHER' }),
  processed(2, 'queued', { variant: 'b' }),
  event('crm.lead.followup.cancelled.v1', { followUpId: TOUCH, decision: 3, reason: 'ANSWERED' }),
  mailed('crm.email.sent.v1', '2026-03-02T09:01:00.000Z'),
  mailed('crm.email.delivered.v1', '2026-03-02T09:05:00.000Z'),
  mailed('crm.email.delivered.v1', '2026-03-02T09:02:00.000Z'),
];

describe('what is known of a touch', () => {
  const known = (events: readonly RecordedEvent[]) => {
    const facts = new Facts();
    for (const told of events) facts.add(told);
    return facts.touches.get(TOUCH);
  };

  it('is what it was when it was queued, since when it was due, and what became of it', () => {
    expect(known(STORY)).toMatchObject({
      business_type: 'HOTEL',
      variant: 'b',
      eligible_at: '2026-03-01T09:00:00.000Z',
      sent_at: '2026-03-02T09:01:00.000Z',
      delivered_at: '2026-03-02T09:02:00.000Z',
      outcome: 'cancelled',
      reason: 'ANSWERED',
    });
  });

  it('is the same in any order, and told twice', () => {
    const order = fc.shuffledSubarray([...STORY, ...STORY], { minLength: STORY.length * 2 });
    fc.assert(
      fc.property(order, (told) => {
        expect(known(told)).toEqual(known(STORY));
      }),
    );
  });

  it('comes of mails about follow-ups alone', () => {
    expect(
      known([mailed('crm.email.sent.v1', '2026-03-02T09:01:00.000Z', 'report')]),
    ).toBeUndefined();
  });

  it('is not of the canary', () => {
    const flown = processed(1, 'queued', { leadId: CANARY_ID });

    expect(known([flown])).toBeUndefined();
  });

  it('remembers that it was held out', () => {
    expect(known([processed(1, 'skipped', { reason: 'HOLD_OUT' })])?.held_out).toBe(true);
  });
});

describe('what is known of an answer', () => {
  it('is the newest word on it', () => {
    const said = (version: number, meaning: string) =>
      event('crm.response.classified.v1', {
        responseId: TOUCH,
        version,
        class: meaning,
        channel: 'email',
        followUpId: null,
        about: { kind: 'follow-up', id: TOUCH },
        receivedAt: '2026-03-04T09:00:00.000Z',
      });
    const facts = new Facts();
    for (const told of [said(2, 'NEGATIVE'), said(1, 'POSITIVE')]) facts.add(told);

    expect(facts.responses.get(TOUCH)).toMatchObject({ class: 'NEGATIVE', follow_up_id: TOUCH });
  });
});

it('refuses an event that it does not know', () => {
  expect(() => {
    new Facts().add(event('crm.lead.registered.v1', {}));
  }).toThrow('Nothing is known of crm.lead.registered.v1.');
});
