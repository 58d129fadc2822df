import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import type { Tx } from '../core/database';
import { Ids } from '../core/ids';
import { Loops } from '../core/loops';
import { modeOf } from './mode.rules';
import { contentFault, textOf } from './sending/content.rules';
import { type EnqueueMessage, numberOf, payloadHash } from './sending/enqueue.rules';
import { type Gate, MessageGates } from './sending/gates.service';
import { MessageFacts } from './sending/message-facts.service';
import { FACTS_COLUMNS, type MessageIdentity, SEND_LOOP } from './sending/message.rules';
import { type FindOwners, NumberOwners } from './work/owners.service';
import { StoredTemplates } from './templates/stored-templates.queries';

interface Enqueued {
  readonly messageId: string;
  /** The key stood already, with the same payload. */
  readonly replayed: boolean;
}

const ENQUEUE = `
  INSERT INTO whatsapp_messages (id, subject_id, contact_id, simulated, whatsapp_contact_id, idempotency_key,
    payload_hash, purpose, kind, content, template_id, text, author, sender_user_id, gate_name, gate_ref, about_kind,
    about_id, after_message_id, consent_id, due_at, not_after, queued_at)
  SELECT id, subject_id, contact_id, simulated, whatsapp_contact_id, idempotency_key, decode(payload_hash, 'hex'),
    purpose, kind, content, template_id, text, author, sender_user_id, gate_name, gate_ref, about_kind, about_id,
    after_message_id, consent_id, due_at, not_after, $2
    FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, subject_id uuid, contact_id uuid, simulated boolean,
      whatsapp_contact_id uuid, idempotency_key text, payload_hash text, purpose text, kind text, content jsonb,
      template_id uuid, text text, author text, sender_user_id uuid, gate_name text, gate_ref text, about_kind text,
      about_id uuid, after_message_id uuid, consent_id uuid, due_at timestamptz, not_after timestamptz)
  ON CONFLICT (idempotency_key) DO NOTHING RETURNING id`;

/** In one order for everybody, so that two batches with the same people do not wait for each other. */
const PEOPLE = `
  SELECT n.phone, relance.whatsapp_person(n.id, n.phone, n.simulated) AS id
    FROM (SELECT * FROM ROWS FROM (unnest($1::uuid[]), unnest($2::text[]), unnest($3::boolean[]))
            AS given(id, phone, simulated) ORDER BY phone OFFSET 0) AS n`;

const CANCELLING = `
  UPDATE whatsapp_messages m SET state = 'cancelled', reason = $1, settled_at = $2 WHERE m.state = 'queued'`;
const CANCELLED = `RETURNING ${FACTS_COLUMNS}, m.reason, m.error_code AS "errorCode"`;
const CANCEL = `${CANCELLING} AND m.about_kind = $3 AND m.about_id = $4 ${CANCELLED}`;
const WITHDRAW = `${CANCELLING} AND m.whatsapp_contact_id = ANY ($3::uuid[]) ${CANCELLED}`;

/** The one way any module sends by WhatsApp. */
@Injectable()
export class WhatsAppService {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly loops: Loops,
    private readonly gates: MessageGates,
    private readonly facts: MessageFacts,
    private readonly templates: StoredTemplates,
    private readonly owners: NumberOwners,
    @InjectMetric('crm_messages_opt_outs_total') private readonly optOuts: Counter,
  ) {}

  /**
   * Puts messages into the queue in the caller's transaction: they exist exactly when it commits.
   * @throws Error when a key stands with another payload, or the content is none that WhatsApp takes: both are bugs
   */
  async enqueueAll(tx: Tx, messages: readonly EnqueueMessage[]): Promise<Enqueued[]> {
    if (messages.length === 0) return [];
    const known = await this.templates.byName(tx);
    const people = await this.peopleOf(tx, messages);
    const rows = messages.map((message) => this.rowOf(message, known, people));
    const values = [JSON.stringify(rows), this.clock.now()];
    const made = await tx.rows<{ id: string }>(ENQUEUE, values, 'whatsapp.enqueue');
    const fresh = new Set(made.map(({ id }) => id));
    const standing = await this.standing(
      tx,
      rows.filter(({ id }) => !fresh.has(id)),
    );
    if (fresh.size > 0) tx.afterCommit(() => this.loops.wake(SEND_LOOP));
    return rows.map(({ id, idempotency_key: key }) =>
      fresh.has(id)
        ? { messageId: id, replayed: false }
        : { messageId: standing.get(key) ?? id, replayed: true },
    );
  }

  /** A gate is asked for many messages at once, in the transaction of their hand-over. */
  registerGate(name: string, gate: Gate): void {
    this.gates.register(name, gate);
  }

  /** Asked for the number of whoever writes for the first time, so that the fact of it says whose they are. */
  registerOwners(find: FindOwners): void {
    this.owners.register(find);
  }

  /** Withdraws what is still queued about something. @returns how many */
  async cancel(tx: Tx, about: { kind: string; id: string }, reason: string): Promise<number> {
    return this.withdraw(tx, CANCEL, [about.kind, about.id], reason);
  }

  /** Withdraws what is still queued to these people at WhatsApp. @returns how many */
  async withdrawFrom(
    tx: Tx,
    whatsappContactIds: readonly string[],
    reason: string,
  ): Promise<number> {
    return this.withdraw(tx, WITHDRAW, [whatsappContactIds], reason);
  }

  private async withdraw(
    tx: Tx,
    sql: string,
    which: readonly unknown[],
    reason: string,
  ): Promise<number> {
    const now = this.clock.now();
    const rows = await tx.rows<MessageIdentity & { reason: string; errorCode: null }>(sql, [
      reason,
      now,
      ...which,
    ]);
    for (const message of rows)
      await this.facts.changed(tx, message, { status: 'cancelled', at: now });
    return rows.length;
  }

  /** The person behind a number turned out to be a contact of a lead: what they wrote and write belongs to it. */
  async link(
    tx: Tx,
    whatsappContactId: string,
    { subjectId, contactId }: { subjectId: string; contactId: string | null },
  ): Promise<void> {
    await this.owners.link(tx, whatsappContactId, subjectId, contactId);
  }

  /** From then on nothing that advertises goes to this person, whoever they are; null takes it back. */
  async optOut(tx: Tx, whatsappContactId: string, at: Date | null): Promise<void> {
    const changed = await tx.rows(
      `UPDATE whatsapp_contacts SET opted_out_at = CASE WHEN $2::timestamptz IS NOT NULL THEN coalesce(opted_out_at, $2) END
        WHERE id = $1 AND (opted_out_at IS NULL) = ($2::timestamptz IS NOT NULL) RETURNING id`,
      [whatsappContactId, at],
    );
    if (changed.length > 0 && at !== null) tx.afterCommit(() => this.optOuts.inc());
  }

  private rowOf(
    message: EnqueueMessage,
    templates: Awaited<ReturnType<StoredTemplates['byName']>>,
    people: ReadonlyMap<string, string>,
  ) {
    const { content } = message;
    const template =
      content.kind === 'template'
        ? (templates.get(`${content.templateKey} ${content.locale}`) ?? null)
        : null;
    const fault = contentFault(content, template);
    if (fault !== null) throw new Error(`The message ${message.idempotencyKey}: ${fault}.`);
    return {
      id: this.ids.uuid(),
      subject_id: message.subjectId,
      contact_id: message.contactId,
      simulated: this.isSimulated(message),
      whatsapp_contact_id: personOf(message.to, people),
      idempotency_key: message.idempotencyKey,
      payload_hash: payloadHash(message),
      purpose: message.purpose,
      kind: content.kind,
      content,
      template_id: template?.id ?? null,
      text: textOf(content, template),
      author: message.author,
      sender_user_id: message.senderUserId,
      gate_name: message.gate?.name ?? null,
      gate_ref: message.gate?.ref ?? null,
      about_kind: message.about.kind,
      about_id: message.about.id,
      after_message_id: message.afterMessageId ?? null,
      consent_id: message.consentId,
      due_at: message.dueAt,
      not_after: message.notAfter,
    };
  }

  private isSimulated(message: EnqueueMessage): boolean {
    return message.simulated || modeOf(this.config) === 'simulated';
  }

  /** Who is behind the numbers that messages go to; whoever is new is made. */
  private async peopleOf(
    tx: Tx,
    messages: readonly EnqueueMessage[],
  ): Promise<ReadonlyMap<string, string>> {
    const numbers = new Map<string, boolean>();
    for (const message of messages)
      if ('phone' in message.to) {
        const phone = numberOf(message.to.phone);
        numbers.set(phone, this.isSimulated(message) && (numbers.get(phone) ?? true));
      }
    if (numbers.size === 0) return new Map();
    const values = [
      [...numbers].map(() => this.ids.uuid()),
      [...numbers.keys()],
      [...numbers.values()],
    ];
    const found = await tx.rows<{ id: string; phone: string }>(
      PEOPLE,
      values,
      'whatsapp.people-of',
    );
    return new Map(found.map(({ id, phone }) => [phone, id]));
  }

  /** Ids of the messages whose keys stood already. @throws Error when one of them says something else */
  private async standing(
    tx: Tx,
    rows: readonly { idempotency_key: string; payload_hash: string }[],
  ): Promise<Map<string, string>> {
    if (rows.length === 0) return new Map();
    const found = await tx.rows<{ key: string; id: string; hash: string }>(
      `SELECT idempotency_key AS key, id, encode(payload_hash, 'hex') AS hash FROM whatsapp_messages
        WHERE idempotency_key = ANY ($1)`,
      [rows.map(({ idempotency_key: key }) => key)],
    );
    const known = new Map(found.map((row) => [row.key, row]));
    for (const { idempotency_key: key, payload_hash: hash } of rows)
      if (known.get(key)?.hash !== hash)
        throw new Error(`The message key ${key} stands with another payload.`);
    return new Map(found.map(({ key, id }) => [key, id]));
  }
}

function personOf(to: EnqueueMessage['to'], people: ReadonlyMap<string, string>): string {
  if ('whatsappContactId' in to) return to.whatsappContactId;
  const id = people.get(numberOf(to.phone));
  if (id === undefined) throw new Error('A number without a person.');
  return id;
}
