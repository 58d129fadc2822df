import { z } from 'zod';
import { SequenceSchema } from '../../events/sequence.rules';
import { MOST_SUBSCRIPTIONS } from './limits.rules';

const id = z.string().min(1).max(64).optional();
const channels = z.strictObject({
  channels: z.array(z.string().max(40)).min(1).max(MOST_SUBSCRIPTIONS),
});
const nothing = z.strictObject({}).nullish();

const ClientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), id, data: channels }),
  z.strictObject({ type: z.literal('unsubscribe'), id, data: channels }),
  z.strictObject({ type: z.literal('ping'), id, data: nothing }),
  z.strictObject({ type: z.literal('request_metrics'), id, data: nothing }),
  z.strictObject({
    type: z.literal('resume'),
    id,
    data: z.strictObject({ last_seq: SequenceSchema }),
  }),
]);
export type ClientMessage = z.output<typeof ClientMessageSchema>;
export type MessageOf<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>;

/** What stands in the place of a message that cannot be read; `id` is repeated when it can be. */
export interface Unreadable {
  readonly type: 'unreadable';
  readonly id?: string;
  readonly detail: string;
}

/** Reads one message of a client; never throws, since a client's mistake is an answer and not a fault of ours. */
export function readMessage(text: string): ClientMessage | Unreadable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: 'unreadable', detail: 'The message is not JSON.' };
  }
  const result = ClientMessageSchema.safeParse(json);
  if (result.success) return result.data;
  const given = id.safeParse(Reflect.get(Object(json), 'id')).data;
  const issues = result.error.issues.map((i) => `${i.path.join('.') || 'message'}: ${i.message}`);
  return { type: 'unreadable', ...(given && { id: given }), detail: issues.slice(0, 5).join('; ') };
}
