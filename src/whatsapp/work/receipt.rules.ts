import { z } from 'zod';
import { instantOf } from '../intake/message.rules';
import type { MessageState } from '../whatsapp.queries';

export const RECEIPTS = ['sent', 'delivered', 'read', 'failed'] as const;
export type ReceiptStatus = (typeof RECEIPTS)[number];

export interface Receipt {
  readonly wamid: string;
  readonly status: ReceiptStatus;
  readonly at: Date;
  /** What we gave along with the message: its id. */
  readonly callbackData: string | null;
  readonly errorCode: number | null;
  readonly pricing: Readonly<Record<string, unknown>> | null;
}

/** How far a message is known to have come. */
export interface Progress {
  readonly state: MessageState;
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  readonly failedAt: Date | null;
}

const ErrorSchema = z.looseObject({ code: z.coerce.number().int() });
const maybe = z.string().min(1).optional().catch(undefined);
const ReceiptSchema = z.looseObject({
  id: z.string().min(1),
  status: z.string().min(1),
  timestamp: z.coerce.number().int().positive(),
  biz_opaque_callback_data: maybe,
  errors: z.array(ErrorSchema).optional().catch(undefined),
  pricing: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Words of other kinds of messages and of older days. */
const SAME_AS: Readonly<Record<string, ReceiptStatus>> = { played: 'read' };

/** @returns null for a word that says nothing about how far a message came @throws ZodError for one without id or time */
export function receiptOf(data: unknown): Receipt | null {
  const given = ReceiptSchema.parse(data);
  const status = RECEIPTS.find((known) => known === given.status) ?? SAME_AS[given.status] ?? null;
  if (status === null) return null;
  return {
    wamid: given.id,
    status,
    at: instantOf(given.timestamp),
    callbackData: given.biz_opaque_callback_data ?? null,
    errorCode: given.errors?.[0]?.code ?? null,
    pricing: given.pricing ?? null,
  };
}

const RANK: Readonly<Record<MessageState, number>> = {
  queued: 0,
  claimed: 0,
  suppressed: 0,
  cancelled: 0,
  unknown: 0,
  accepted: 0,
  sent: 1,
  failed: 1.5,
  delivered: 2,
  read: 3,
};

/**
 * Enters a receipt. A state only rises; `failed` ends what nobody has proven to have arrived, and yields to the proof.
 * @returns the progress after it, and the states that are newly true, in their order
 */
export function advance(
  before: Progress,
  { status, at }: Pick<Receipt, 'status' | 'at'>,
): { readonly progress: Progress; readonly reached: readonly ReceiptStatus[] } {
  const progress: Progress = {
    state:
      RANK[status === 'failed' ? 'failed' : status] > RANK[before.state] ? status : before.state,
    sentAt: earliest(before.sentAt, status === 'sent' ? at : null),
    deliveredAt: earliest(
      before.deliveredAt,
      status === 'delivered' || status === 'read' ? at : null,
    ),
    readAt: earliest(before.readAt, status === 'read' ? at : null),
    failedAt: earliest(before.failedAt, status === 'failed' ? at : null),
  };
  if (progress.state === before.state) return { progress, reached: [] };
  // Who reads has received: a message that was read is never counted as one that did not arrive.
  const implied: ReceiptStatus[] =
    status === 'read' && RANK[before.state] < RANK.delivered ? ['delivered'] : [];
  return { progress, reached: [...implied, status] };
}

function earliest(known: Date | null, at: Date | null): Date | null {
  if (known === null || at === null) return known ?? at;
  return at < known ? at : known;
}
