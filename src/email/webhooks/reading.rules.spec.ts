import { midOf } from '../mid.rules';
import { readSendGrid } from './sendgrid-events.rules';
import { readSes } from './ses-events.rules';

const ID = '0197f000-0000-7000-8000-0000000000aa';
const MID = midOf(ID);
const AT = new Date('2026-03-02T09:00:00Z');
const sendGrid = (...events: unknown[]) => readSendGrid(Buffer.from(JSON.stringify(events)));
const ses = (event: object) => readSes(JSON.stringify(event), 'sns-1', AT);

describe('a list of SendGrid', () => {
  it('is read for what decides, without anybody’s address', () => {
    const reading = sendGrid(
      {
        event: 'bounce',
        timestamp: AT.getTime() / 1000,
        email: 'chef@hotel.example',
        ip: '203.0.113.7',
        sg_event_id: 'e1',
        sg_message_id: 'abc.filter1.1.0',
        'smtp-id': '<abc@ismtpd.sendgrid.net>',
        mid: MID,
        type: 'bounce',
        status: '5.1.1',
        reason: '550 5.1.1 <chef@hotel.example>: no\0such user \ud800',
      },
      { event: 'open', timestamp: 1, mid: MID, useragent: 'x' },
      { event: 'click', timestamp: 1, mid: MID, url: 'https://x.example' },
      { event: 'delivered' },
      'nonsense',
    );

    expect(reading?.events).toEqual([
      {
        eventId: 'e1',
        kind: 'bounce',
        namedId: ID,
        providerMessageId: 'abc',
        wireMessageId: 'abc@ismtpd.sendgrid.net',
        occurredAt: AT,
        said: {
          type: 'bounce',
          status: '5.1.1',
          reason: '550 5.1.1 <address>: no such user \ufffd',
        },
      },
    ]);
    expect(reading?.left).toEqual([
      { kind: 'open', malformed: false },
      { kind: 'click', malformed: false },
      { kind: 'other', malformed: true },
      { kind: 'other', malformed: true },
    ]);
  });

  it('gives an event without an id one that the same event gets again', () => {
    const [one, two] = [1, 2].map((timestamp) => ({ event: 'delivered', timestamp, mid: MID }));

    const ids = sendGrid(one, one, two)?.events.map(({ eventId }) => eventId) ?? [];

    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('takes what cannot be kept for nothing', () => {
    const [event] =
      sendGrid({ event: 'delivered', timestamp: 1, mid: 'not-ours', 'smtp-id': 'a\0b' })?.events ??
      [];

    expect(event).toMatchObject({ namedId: null, wireMessageId: null, providerMessageId: null });
  });

  it.each(['', 'no', '{}', '"x"'])('is not %j', (body) => {
    expect(readSendGrid(Buffer.from(body))).toBeNull();
  });
});

describe('an event of SES', () => {
  const mail = {
    messageId: '0107-000000',
    timestamp: '2026-03-02T08:59:00.000Z',
    sourceArn: 'arn:aws:ses:eu-central-1:123456789012:identity/relance.example',
    destination: ['chef@hotel.example'],
  };
  const bounce = {
    bounceType: 'Permanent',
    bounceSubType: 'NoEmail',
    timestamp: '2026-03-02T08:59:30.000Z',
    bouncedRecipients: [
      {
        emailAddress: 'chef@hotel.example',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 chef@hotel.example unknown',
      },
    ],
  };
  const read = {
    eventId: 'sns-1',
    kind: 'Bounce',
    namedId: ID,
    providerMessageId: '0107-000000',
    wireMessageId: '0107-000000@eu-central-1.amazonses.com',
    occurredAt: new Date('2026-03-02T08:59:30Z'),
    said: {
      type: 'Permanent',
      subType: 'NoEmail',
      status: '5.1.1',
      response: 'smtp; 550 5.1.1 address unknown',
    },
  };

  it('is read by the tag of its mail', () => {
    const event = { eventType: 'Bounce', mail: { ...mail, tags: { mid: [MID] } }, bounce };

    expect(ses(event)?.events).toEqual([read]);
  });

  it('is read by our header, where an identity notifies', () => {
    const headers = [{ name: 'X-CRM-Mid', value: `${MID}.abcdefghabcdefgh` }];
    const event = { notificationType: 'Bounce', mail: { ...mail, headers }, bounce };

    expect(ses(event)?.events).toEqual([read]);
  });

  it('has the Message-ID of its region', () => {
    const sourceArn = mail.sourceArn.replace('eu-central-1', 'us-east-1');

    expect(
      ses({ eventType: 'Send', mail: { ...mail, sourceArn }, send: {} })?.events,
    ).toMatchObject([
      {
        namedId: null,
        wireMessageId: '0107-000000@email.amazonses.com',
        occurredAt: new Date(mail.timestamp),
      },
    ]);
  });

  it('is not kept of what people open and click', () => {
    expect(ses({ eventType: 'Open', mail, open: { ipAddress: '203.0.113.7' } })).toEqual({
      events: [],
      left: [{ kind: 'Open', malformed: false }],
    });
  });

  it.each([
    'Successfully validated SNS topic for Amazon SES event publishing.',
    '{}',
    '{"eventType":"Send"}',
  ])('is not %j', (message) => {
    expect(readSes(message, 'sns-1', AT)).toBeNull();
  });
});
