import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import { Loops } from '../core/loops';
import { EventLog } from '../events';
import { EmailCancelled, EmailQueued } from '../events/catalogue';
import type { Fact } from '../events/event-log';
import { Settings } from '../identity';
import { idFor } from './mid.rules';
import { type EnqueueEmail, payloadHash, priorityOf } from './sending/enqueue.rules';
import { type Gate, Gates } from './sending/gates.service';
import {
  factSubject,
  identityFacts,
  type MailIdentity,
  seenBy,
} from './sending/mail-facts.service';
import { letterOf, type PersonalAnswer } from './sending/personal-letter.rules';
import { SEND_LOOP } from './sending/send.runner';
import { Signatures } from './signatures.service';
import { LETTER_PURPOSE } from './templates/shipped.rules';
import { OpenTracking } from './tracking/tracking-settings.rules';
import { Templates } from './templates/templates.service';

const CANCEL = `
  UPDATE email_messages m SET status = 'cancelled', reason = $1, settled_at = $2 WHERE m.status = 'queued'`;
const CANCELLED = `
  RETURNING m.id, m.subject_id AS "subjectId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.stream,
            m.template_version_id AS "templateVersionId", m.simulated`;

const ENQUEUE = `
  INSERT INTO email_messages (id, subject_id, contact_id, simulated, stream, idempotency_key, payload_hash, to_address,
    to_name, to_hash, contact_keys, template_version_id, locale, variables, sender_user_id, thread_key, answers,
    gate_name, gate_ref, about_kind, about_id, legal_basis, consent_id, tracking_consent_id, tracks_opens, priority,
    due_at, not_after)
  SELECT id, subject_id, contact_id, simulated, stream, idempotency_key, decode(payload_hash, 'hex'), to_address,
    to_name, decode(to_hash, 'hex'), contact_keys, template_version_id, locale, variables, sender_user_id, thread_key,
    answers, gate_name, gate_ref, about_kind, about_id, legal_basis, consent_id, tracking_consent_id,
    coalesce(tracks_opens, false), priority, due_at, not_after
    FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, subject_id uuid, contact_id uuid, simulated boolean, stream text,
      idempotency_key text, payload_hash text, to_address text, to_name text, to_hash text, contact_keys text[],
      template_version_id uuid, locale text, variables jsonb, sender_user_id uuid, thread_key text, answers text[], gate_name text,
      gate_ref text, about_kind text, about_id uuid, legal_basis text, consent_id uuid,
      tracking_consent_id uuid, tracks_opens boolean, priority int, due_at timestamptz, not_after timestamptz)
  ON CONFLICT (idempotency_key) DO NOTHING
  RETURNING id, simulated`;

interface Enqueued {
  readonly messageId: string;
  /** The key stood already, with the same payload. */
  readonly replayed: boolean;
}

/** The one way any module sends mail. */
@Injectable()
export class EmailService {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly signatures: Signatures,
    private readonly templates: Templates,
    private readonly gates: Gates,
    private readonly loops: Loops,
    private readonly settings: Settings,
  ) {}

  /**
   * Puts mails into the queue in the caller's transaction: they exist exactly when it commits.
   * @throws Error when a key stands with another payload, or a template version is no published one: both are bugs
   */
  async enqueueAll(tx: Tx, mails: readonly EnqueueEmail[]): Promise<Enqueued[]> {
    if (mails.length === 0) return [];
    await this.templates.load(
      tx,
      mails.map(({ templateVersionId }) => templateVersionId),
    );
    for (const { templateVersionId, locale } of mails)
      this.templates.body(templateVersionId, locale);
    // Asked only where somebody consented to anything being told.
    const opens = mails.some(({ trackingConsentId }) => trackingConsentId)
      ? await this.settings.getFresh(tx, OpenTracking)
      : false;
    const rows = mails.map((mail) => this.rowOf(mail, opens));
    const fresh = await tx.rows<{ id: string; simulated: boolean }>(
      ENQUEUE,
      [JSON.stringify(rows)],
      'email.enqueue',
    );
    const simulated = new Map(fresh.map((row) => [row.id, row.simulated]));
    const standing = await this.standing(
      tx,
      rows.filter(({ id }) => !simulated.has(id)),
    );
    await this.events.recordAll(
      tx,
      mails.flatMap((mail, at) => {
        const id = rows[at]?.id ?? '';
        return simulated.has(id) ? this.queued(mail, id, simulated.get(id) ?? false) : [];
      }),
    );
    if (fresh.length > 0) tx.afterCommit(() => this.loops.wake(SEND_LOOP));
    return rows.map(({ id, idempotency_key: key }) =>
      simulated.has(id) && !standing.has(key)
        ? { messageId: id, replayed: false }
        : { messageId: standing.get(key) ?? id, replayed: true },
    );
  }

  /**
   * Queues what a person answers in the caller's transaction, headed so that it lands beneath the mail it answers. It needs
   * no consent; an address that takes no mail, complained or asked for silence altogether gets none of these either.
   */
  async answer(
    tx: Tx,
    answer: PersonalAnswer,
  ): Promise<{ messageId: string; subject: string; templateKey: string }> {
    const everybody = { businessType: null, season: null, territory: null };
    const locales = [...answer.locales, 'de', 'en'];
    const wanted = { purpose: LETTER_PURPOSE, locales, ...everybody };
    const { winner } = await this.templates.published(tx, wanted);
    if (!winner) throw new Error('No template for letters of people is published.');
    const [mail] = await this.enqueueAll(tx, [letterOf(answer, winner, this.clock.now())]);
    const { subject } = answer.to.answering;
    return { messageId: mail?.messageId ?? '', subject, templateKey: winner.templateKey };
  }

  /** A gate is asked for many mails at once, in the transaction of their hand-over. */
  registerGate(name: string, gate: Gate): void {
    this.gates.register(name, gate);
  }

  /**
   * Withdraws what is still queued about something.
   * @returns how many; one that is being handed over is stopped by its gate, not here
   */
  async cancel(
    tx: Tx,
    { about }: { about: { kind: string; id: string } },
    reason: string,
  ): Promise<number> {
    const cancelled = await tx.rows<MailIdentity>(
      `${CANCEL} AND m.about_kind = $3 AND m.about_id = $4 ${CANCELLED}`,
      [reason, this.clock.now(), about.kind, about.id],
    );
    await this.tellCancelled(tx, cancelled, reason);
    return cancelled.length;
  }

  /**
   * Withdraws what is still queued for a subject to an address that is not its any more. Whoever calls holds the lock of
   * the address, so that a mail that is being handed over has left or stays.
   */
  async withdrawTo(tx: Tx, subjectId: string, address: string, reason: string): Promise<void> {
    const cancelled = await tx.rows<MailIdentity>(
      `${CANCEL} AND m.subject_id = $3 AND m.to_hash = $4 ${CANCELLED}`,
      [reason, this.clock.now(), subjectId, this.signatures.addressHash(address)],
    );
    await this.tellCancelled(tx, cancelled, reason);
  }

  /** Withdraws what is still queued to a contact, whatever their address. Whoever calls holds the locks of the addresses. */
  async withdrawFrom(tx: Tx, contactId: string, reason: string): Promise<void> {
    const cancelled = await tx.rows<MailIdentity>(`${CANCEL} AND m.contact_id = $3 ${CANCELLED}`, [
      reason,
      this.clock.now(),
      contactId,
    ]);
    await this.tellCancelled(tx, cancelled, reason);
  }

  /**
   * From now on nothing more is told of mails to these contacts of a subject, sent ones included; their links still lead
   * where they did. Whoever calls holds the locks of the contacts' addresses.
   */
  async endTracking(tx: Tx, subjectId: string, contactIds: readonly string[]): Promise<void> {
    await tx.rows(
      `UPDATE email_messages SET tracking_ended_at = $3
        WHERE subject_id = $1 AND contact_id = ANY ($2::uuid[]) AND tracking_consent_id IS NOT NULL
          AND tracking_ended_at IS NULL`,
      [subjectId, contactIds, this.clock.now()],
    );
  }

  private async tellCancelled(
    tx: Tx,
    cancelled: readonly MailIdentity[],
    reason: string,
  ): Promise<void> {
    await this.events.recordAll(
      tx,
      cancelled.flatMap((mail) => {
        const data = { ...identityFacts(mail, this.clock.now()), reason };
        const { simulated } = mail;
        return seenBy(
          [{ definition: EmailCancelled, subject: factSubject(mail), simulated, data }],
          mail,
        );
      }),
    );
  }

  private rowOf(mail: EnqueueEmail, opens: boolean) {
    const hash = payloadHash(mail);
    const address = mail.to.address.trim();
    return {
      // From the key and the instant, so that two runs with the same seed write the same log.
      id: idFor(this.clock.now().getTime(), hash),
      subject_id: mail.subjectId,
      contact_id: mail.contactId ?? null,
      simulated: mail.simulated,
      stream: mail.stream,
      idempotency_key: mail.idempotencyKey,
      payload_hash: hash.toString('hex'),
      to_address: address,
      to_name: mail.to.name ?? null,
      to_hash: this.signatures.addressHash(address).toString('hex'),
      contact_keys: this.signatures.contactKeys([address, ...(mail.alsoReachedAt ?? [])]),
      template_version_id: mail.templateVersionId,
      locale: mail.locale,
      variables: mail.variables,
      sender_user_id: mail.senderUserId,
      thread_key: mail.threadKey ?? null,
      answers: mail.answers ?? null,
      gate_name: mail.gate?.name ?? null,
      gate_ref: mail.gate?.ref ?? null,
      about_kind: mail.about.kind,
      about_id: mail.about.id,
      legal_basis: mail.legalBasis?.basis ?? null,
      consent_id: mail.legalBasis?.consentId ?? null,
      ...(mail.trackingConsentId && {
        tracking_consent_id: mail.trackingConsentId,
        tracks_opens: opens,
      }),
      priority: priorityOf(mail.stream),
      due_at: mail.dueAt,
      not_after: mail.notAfter,
    };
  }

  /** Ids of the mails whose keys stood already. @throws Error when one of them says something else */
  private async standing(
    tx: Tx,
    rows: readonly { idempotency_key: string; payload_hash: string }[],
  ): Promise<Map<string, string>> {
    if (rows.length === 0) return new Map();
    const found = await tx.rows<{ key: string; id: string; hash: string }>(
      `SELECT idempotency_key AS key, id, encode(payload_hash, 'hex') AS hash FROM email_messages
        WHERE idempotency_key = ANY ($1)`,
      [rows.map(({ idempotency_key: key }) => key)],
    );
    const known = new Map(found.map((row) => [row.key, row]));
    for (const { idempotency_key: key, payload_hash: hash } of rows)
      if (known.get(key)?.hash !== hash)
        throw new Error(`The mail key ${key} stands with another payload.`);
    return new Map(found.map(({ key, id }) => [key, id]));
  }

  private queued(mail: EnqueueEmail, id: string, simulated: boolean): Fact[] {
    const identity: MailIdentity = {
      id,
      subjectId: mail.subjectId,
      aboutKind: mail.about.kind,
      aboutId: mail.about.id,
      stream: mail.stream,
      templateVersionId: mail.templateVersionId,
      simulated,
    };
    const data = {
      ...identityFacts(identity, this.clock.now()),
      locale: mail.locale,
      dueAt: mail.dueAt.toISOString(),
      notAfter: mail.notAfter.toISOString(),
    };
    const about = {
      subject: factSubject(identity),
      simulated,
      ...(mail.cause && { cause: mail.cause }),
    };
    return seenBy([{ definition: EmailQueued, ...about, data }], identity);
  }
}
