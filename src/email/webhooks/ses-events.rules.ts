import { z } from 'zod';
import { idOfMid } from '../mid.rules';
import type { Reading } from './sendgrid-events.rules';
import { nameOf, wordsOf } from './webhook.rules';

const text = z.string().max(2000).optional().catch(undefined);
const part = z.looseObject({}).optional().catch(undefined);

/** What SES publishes of one mail: as an event of a configuration set, or as a notification of an identity. */
const EventSchema = z.looseObject({
  eventType: nameOf(60).optional(),
  notificationType: nameOf(60).optional(),
  mail: z.looseObject({
    messageId: nameOf(200),
    timestamp: text,
    sourceArn: text,
    tags: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
    headers: z
      .array(z.looseObject({ name: z.string(), value: z.string() }))
      .optional()
      .catch(undefined),
  }),
  bounce: part,
  complaint: part,
  delivery: part,
  deliveryDelay: part,
  reject: part,
  failure: part,
  subscription: part,
});
type SesEvent = z.output<typeof EventSchema>;
type Part = Readonly<Record<string, unknown>> | undefined;

/** As with SendGrid, what is counted of people is not kept. */
const OF_PEOPLE = ['Open', 'Click'];

/** @param messageId of SNS: the same however often it comes @returns null for what is no event of SES */
export function readSes(message: string, messageId: string, signedAt: Date): Reading | null {
  const event = eventIn(message);
  const kind = event?.eventType ?? event?.notificationType;
  if (!event || kind === undefined) return null;
  if (OF_PEOPLE.includes(kind)) return { events: [], left: [{ kind, malformed: false }] };
  const { mail } = event;
  const at = new Date(timeOf(event) ?? '');
  return {
    events: [
      {
        eventId: messageId,
        kind,
        namedId: namedBy(event),
        providerMessageId: mail.messageId,
        wireMessageId: wireIdOf(event),
        occurredAt: Number.isNaN(at.getTime()) ? signedAt : at,
        said: saidBy(event),
      },
    ],
    left: [],
  };
}

function eventIn(message: string): SesEvent | null {
  try {
    return EventSchema.safeParse(JSON.parse(message)).data ?? null;
  } catch {
    // A topic also carries words for people, such as that it was set up.
    return null;
  }
}

/** Tags are published by configuration sets only; notifications of an identity bring our headers back. */
function namedBy({ mail }: SesEvent): string | null {
  const [tag] = mail.tags?.['mid'] ?? [];
  const header = mail.headers?.find(({ name }) => name.toLowerCase() === 'x-crm-mid')?.value;
  const mid = tag ?? header?.trim().split('.', 1)[0];
  return mid === undefined ? null : idOfMid(mid);
}

/** SES replaces the Message-ID by its own, under a name of the region. */
function wireIdOf({ mail }: SesEvent): string | null {
  const [, region] = /^arn:aws[a-z-]*:ses:([a-z0-9-]+):/.exec(mail.sourceArn ?? '') ?? [];
  if (region === undefined) return null;
  return `${mail.messageId}@${region === 'us-east-1' ? 'email' : region}.amazonses.com`;
}

function timeOf(event: SesEvent): string | undefined {
  const { bounce, complaint, delivery, deliveryDelay, subscription, mail } = event;
  const told = [bounce, complaint, delivery, deliveryDelay, subscription]
    .map((one: Part) => one?.['timestamp'])
    .find((at) => typeof at === 'string');
  return told ?? mail.timestamp;
}

/** Our mails have one recipient, so the first speaks for all. */
function firstOf(of: Part, list: string): Part {
  const all = of?.[list];
  const [first] = Array.isArray(all) ? (all as readonly unknown[]) : [];
  return typeof first === 'object' && first !== null
    ? (first as Readonly<Record<string, unknown>>)
    : undefined;
}

function saidBy(event: SesEvent) {
  const { bounce, complaint, deliveryDelay, reject, failure, subscription } = event;
  const returned = firstOf(bounce, 'bouncedRecipients');
  const delayed = firstOf(deliveryDelay, 'delayedRecipients');
  const preferences = subscription?.['newTopicPreferences'];
  return wordsOf({
    type: bounce?.['bounceType'] ?? deliveryDelay?.['delayType'],
    subType: bounce?.['bounceSubType'] ?? complaint?.['complaintSubType'],
    status: returned?.['status'] ?? delayed?.['status'],
    response: returned?.['diagnosticCode'] ?? delayed?.['diagnosticCode'],
    feedbackType: complaint?.['complaintFeedbackType'],
    reason: reject?.['reason'] ?? failure?.['errorMessage'],
    unsubscribesAll:
      typeof preferences === 'object' && preferences !== null
        ? Reflect.get(preferences, 'unsubscribeAll')
        : undefined,
  });
}
