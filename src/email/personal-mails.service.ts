import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../core/database';
import {
  type Holdings,
  type KnownPerson,
  PERSON,
  PersonalData,
  type PersonalPart,
} from '../identity';
import { EmailService } from './email.service';
import { Contents } from './sending/contents.queries';
import { Signatures } from './signatures.service';
import { HeldBack } from './suppression/held-back.service';
import { Suppressions } from './suppression/suppressions.service';

/** `$2` are digests of the addresses that nobody else has. */
const SENT = `
  SELECT m.id FROM ${PERSON} JOIN email_messages m
      ON m.contact_id = p.contact OR (m.to_hash = ANY ($2::bytea[]) AND m.contact_id IS NULL)`;

const MINE = `m.id = ANY ($1::uuid[])`;

/** The rows stay, so that what counts mails counts on; digests stay, so that the address stays blocked. */
const FORGET: Readonly<Record<string, string>> = {
  // Before the attempts forget which text they sent; one that somebody else got as well stays.
  email_contents: `
    DELETE FROM email_contents c USING email_attempts a
     WHERE a.content_sha256 = c.sha256 AND a.message_id = ANY ($1::uuid[])
       AND NOT EXISTS (SELECT FROM email_attempts o WHERE o.content_sha256 = c.sha256 AND o.message_id <> ALL ($1::uuid[]))
    RETURNING c.sha256`,
  email_attempts: `
    UPDATE email_attempts SET response = NULL WHERE message_id = ANY ($1::uuid[]) AND response IS NOT NULL
    RETURNING message_id`,
  email_hits: `
    UPDATE email_hits SET agent = NULL WHERE message_id = ANY ($1::uuid[]) AND agent IS NOT NULL RETURNING id`,
  email_messages: `
    UPDATE email_messages m SET to_address = '', to_name = NULL, variables = '{}', answers = NULL WHERE ${MINE}
    RETURNING m.id`,
};

const RECEIVED = `
  SELECT k.id FROM ${PERSON} JOIN email_inbound_mails k
      ON k.contact_id = p.contact OR lower(k.from_address) = ANY (p.addresses)`;

const FORGET_RECEIVED = `
  UPDATE email_inbound_mails SET from_address = '', from_name = NULL, to_addresses = '{}', subject_line = '',
         visible_text = '', full_text = '', headers = '[]', report_diagnostic = NULL, raw = ''
   WHERE id = ANY ($1::uuid[]) AND raw <> '' RETURNING id`;

const KEPT_FROM_LEAVING = `
  DELETE FROM email_mailbox b USING ${PERSON}
   WHERE EXISTS (SELECT FROM unnest(b.rcpt_to || b.mail_from) AS a WHERE lower(a) = ANY (p.addresses)) RETURNING b.id`;

/** Mails to and from a person. */
@Injectable()
export class PersonalMails implements PersonalPart, OnModuleInit {
  readonly module = 'email';
  readonly holds = {
    email_messages: ['to_address', 'to_name', 'variables', 'answers'],
    email_contents: ['packed'],
    email_attempts: ['response'],
    email_hits: ['agent'],
    email_suppressions: ['note'],
    email_inbound_mails: [
      ...['from_address', 'from_name', 'to_addresses', 'subject_line', 'visible_text', 'full_text'],
      ...['headers', 'report_diagnostic', 'raw'],
    ],
    email_mailbox: ['mail_from', 'rcpt_to', 'subject_line', 'raw'],
  };

  constructor(
    private readonly personalData: PersonalData,
    private readonly emails: EmailService,
    private readonly signatures: Signatures,
    private readonly suppressions: Suppressions,
    private readonly heldBack: HeldBack,
    private readonly contents: Contents,
  ) {}

  onModuleInit(): void {
    this.personalData.register(this);
  }

  async export(tx: Tx, person: KnownPerson): Promise<Holdings> {
    const sent = await this.sent(tx, person);
    const texts = await this.contents.of(tx, sent);
    const messages = await tx.rows<{ id: string }>(
      `SELECT id, to_address AS "to", to_name AS "toName", stream, status, variables, legal_basis AS "legalBasis",
              created_at AS "createdAt", sent_at AS "sentAt", delivered_at AS "deliveredAt",
              first_opened_at AS "firstOpenedAt", first_clicked_at AS "firstClickedAt",
              unsubscribed_at AS "unsubscribedAt"
         FROM email_messages m WHERE ${MINE} AND to_address <> '' ORDER BY id`,
      [sent],
    );
    return {
      email_messages: messages.map((message) => {
        const text = texts.get(message.id);
        return { ...message, subject: text?.subject ?? null, text: text?.plain ?? null };
      }),
      email_unsubscriptions: await tx.rows(
        `SELECT id, method, stream, asked_at AS "askedAt" FROM email_unsubscriptions
          WHERE message_id = ANY ($1::uuid[]) ORDER BY id`,
        [sent],
      ),
      email_suppressions: await tx.rows(
        `SELECT id, scope, reason, note, added_at AS "addedAt", removed_at AS "removedAt" FROM email_suppressions
          WHERE to_hash = ANY ($1::bytea[]) ORDER BY id`,
        [this.digests(person)],
      ),
      email_inbound_mails: await tx.rows(
        `SELECT k.id, k.from_address AS "from", k.from_name AS "fromName", k.to_addresses AS "to",
                k.subject_line AS subject, k.full_text AS text, k.headers, k.received_at AS "receivedAt"
           FROM email_inbound_mails k WHERE k.id = ANY ($1::uuid[]) AND k.from_address <> '' ORDER BY k.id`,
        [await this.received(tx, person)],
      ),
    };
  }

  async stop(tx: Tx, person: KnownPerson, forGood: boolean): Promise<void> {
    if (person.contactId !== null)
      await this.emails.withdrawFrom(tx, person.contactId, 'PERSON_ERASED');
    if (!forGood) return;
    for (const address of person.addresses) {
      await this.suppressions.add(tx, address, { scope: 'all', reason: 'MANUAL' });
      const hash = this.signatures.addressHash(address);
      await this.heldBack.holdBack(tx, hash, { scope: 'all', reason: 'MANUAL' });
    }
  }

  async erase(tx: Tx, person: KnownPerson): Promise<Record<string, number>> {
    const sent = await this.sent(tx, person);
    const rows: Record<string, number> = {};
    for (const [table, sql] of Object.entries(FORGET))
      rows[table] = (await tx.rows(sql, [sent])).length;
    const notes = await tx.rows(
      `UPDATE email_suppressions SET note = NULL WHERE to_hash = ANY ($1::bytea[]) AND note IS NOT NULL RETURNING id`,
      [this.digests(person)],
    );
    const received = await tx.rows(FORGET_RECEIVED, [await this.received(tx, person)]);
    const captured = await tx.rows(KEPT_FROM_LEAVING, [this.personalData.row(person)]);
    return {
      ...rows,
      email_suppressions: notes.length,
      email_inbound_mails: received.length,
      email_mailbox: captured.length,
    };
  }

  private digests({ addresses }: KnownPerson): Buffer[] {
    return addresses.map((address) => this.signatures.addressHash(address));
  }

  private async sent(tx: Tx, person: KnownPerson): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(SENT, [
      this.personalData.row(person),
      this.digests(person),
    ]);
    return rows.map(({ id }) => id);
  }

  private async received(tx: Tx, person: KnownPerson): Promise<string[]> {
    return (await tx.rows<{ id: string }>(RECEIVED, [this.personalData.row(person)])).map(
      ({ id }) => id,
    );
  }
}
