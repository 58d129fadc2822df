import { createHash } from 'node:crypto';
import { z } from 'zod';
import { idOfMid } from '../mid.rules';
import { nameOf, type ReportedEvent, wordsOf } from './webhook.rules';

const line = nameOf(1000).optional().catch(undefined);

/** One event of SendGrid; custom arguments such as our `mid` stand beside its own members. */
const EventSchema = z.looseObject({
  event: nameOf(60),
  timestamp: z.number().int().positive().max(4_102_444_800),
  sg_event_id: nameOf(200).optional().catch(undefined),
  sg_message_id: line,
  'smtp-id': line,
  mid: line,
});

/** We count openings and clicks ourselves, and only by consent; what others count of people is not even kept. */
const OF_PEOPLE = ['open', 'click'];

export interface Reading {
  readonly events: readonly ReportedEvent[];
  /** What is not kept, by what it was. */
  readonly left: readonly { readonly kind: string; readonly malformed: boolean }[];
}

/** @returns null for what is no list of events */
export function readSendGrid(body: Buffer): Reading | null {
  const list = listIn(body);
  if (!list) return null;
  const events: ReportedEvent[] = [];
  const left: { kind: string; malformed: boolean }[] = [];
  for (const given of list) {
    const { data } = EventSchema.safeParse(given);
    if (!data) left.push({ kind: 'other', malformed: true });
    else if (OF_PEOPLE.includes(data.event)) left.push({ kind: data.event, malformed: false });
    else events.push(eventOf(data, given));
  }
  return { events, left };
}

function listIn(body: Buffer): readonly unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    // Whoever asks says that it is no list of events; the parser's words would quote it.
    return null;
  }
}

function eventOf(event: z.output<typeof EventSchema>, given: unknown): ReportedEvent {
  const { sg_message_id: whole, 'smtp-id': wire, mid } = event;
  return {
    eventId:
      event.sg_event_id ??
      `sha256:${createHash('sha256').update(JSON.stringify(given)).digest('hex')}`,
    kind: event.event,
    namedId: mid === undefined ? null : idOfMid(mid),
    // What stands before the first point is the id that the API answered with.
    providerMessageId: whole?.split('.', 1)[0] || null,
    wireMessageId: wire?.replace(/[<>\s]/g, '') || null,
    occurredAt: new Date(event.timestamp * 1000),
    said: wordsOf({
      type: event['type'],
      status: event['status'],
      classification: event['bounce_classification'],
      reason: event['reason'],
      response: event['response'],
      attempt: event['attempt'],
    }),
  };
}
