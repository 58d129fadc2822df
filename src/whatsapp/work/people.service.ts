import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { Normalised, Sender } from '../intake/message.rules';
import { modeOf } from '../mode.rules';
import { NumberOwners } from './owners.service';

/** A person at WhatsApp, and whose contact they are. */
export interface Person {
  readonly id: string;
  readonly subjectId: string | null;
  readonly contactId: string | null;
}

const HOURS_OF_WINDOW = 24;
const COLUMNS = 'id, subject_id AS "subjectId", contact_id AS "contactId"';
const NUMBER = /^\d{6,15}$/;

/** By what a body names somebody; an own id of WhatsApp goes before a number, which may have gone to somebody else. */
const FIND = `
  SELECT ${COLUMNS} FROM whatsapp_contacts
   WHERE (wa_id = $1 OR user_id = $2 OR phone = $3) AND moved_to_id IS NULL
   ORDER BY (user_id = $2) DESC NULLS LAST, (wa_id = $1) DESC NULLS LAST, id LIMIT 1 FOR UPDATE`;

const MAKE = `
  INSERT INTO whatsapp_contacts (id, wa_id, user_id, phone, profile_name, simulated) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;

/** What another row has already stays there. */
const LEARN = `
  UPDATE whatsapp_contacts c SET
    wa_id = coalesce(c.wa_id, (SELECT $2::text WHERE NOT EXISTS (SELECT FROM whatsapp_contacts o WHERE o.wa_id = $2))),
    user_id = coalesce(c.user_id,
      (SELECT $3::text WHERE NOT EXISTS (SELECT FROM whatsapp_contacts o WHERE o.user_id = $3))),
    profile_name = coalesce($4, c.profile_name)
   WHERE c.id = $1 AND ((c.wa_id IS NULL AND $2::text IS NOT NULL) OR (c.user_id IS NULL AND $3::text IS NOT NULL)
                        OR c.profile_name IS DISTINCT FROM coalesce($4, c.profile_name))`;

const HEAR = `
  UPDATE whatsapp_contacts SET last_heard_at = greatest(last_heard_at, $2),
         window_until = greatest(window_until, $3::timestamptz) WHERE id = $1`;

/** Leads by number: the row stays the same when a person shows another id, and goes on as another when they move. */
const MOVE = `
  UPDATE whatsapp_contacts SET wa_id = $2, phone = $3 WHERE id = $1`;
const GO_ON_AS = `
  UPDATE whatsapp_contacts SET moved_to_id = $2, wa_id = NULL, phone = NULL, user_id = NULL WHERE id = $1`;
const INHERIT = `
  UPDATE whatsapp_contacts n SET subject_id = o.subject_id, contact_id = o.contact_id
    FROM whatsapp_contacts o WHERE n.id = $2 AND o.id = $1 AND n.subject_id IS NULL AND o.subject_id IS NOT NULL`;

/** People at WhatsApp, made as they appear. */
@Injectable()
export class People {
  constructor(
    private readonly config: Config,
    private readonly ids: Ids,
    private readonly owners: NumberOwners,
  ) {}

  /** Finds or makes a person, and learns what is new of them: whose contact they are as well. */
  async of(tx: Tx, sender: Sender): Promise<Person> {
    const { waId } = sender;
    const phone = waId !== null && NUMBER.test(waId) ? `+${waId}` : null;
    const person = await this.personOf(tx, sender, phone);
    if (person.subjectId !== null || phone === null) return person;
    const owner = await this.owners.of(tx, phone);
    if (!owner) return person;
    const { leadId: subjectId, contactId } = owner;
    await this.owners.link(tx, person.id, subjectId, contactId);
    return { ...person, subjectId, contactId };
  }

  private async personOf(tx: Tx, sender: Sender, phone: string | null): Promise<Person> {
    const { waId, userId, profileName } = sender;
    const found = await this.find(tx, waId, userId, phone);
    if (found) {
      await tx.rows(LEARN, [found.id, waId, userId, profileName], 'whatsapp.learn');
      return found;
    }
    const simulated = modeOf(this.config) === 'simulated';
    const values = [this.ids.uuid(), waId, userId, phone, profileName, simulated];
    const [made] = await tx.rows<Person>(MAKE, values, 'whatsapp.person');
    const person = made ?? (await this.find(tx, waId, userId, phone));
    if (!person) throw new Error('A person at WhatsApp is named by nothing.');
    return person;
  }

  /** They wrote: the window opens by their clock, and whoever waits for an answer knows by ours. */
  async hear(tx: Tx, person: Person, { occurredAt }: Normalised, receivedAt: Date): Promise<void> {
    const until = new Date(occurredAt.getTime() + HOURS_OF_WINDOW * 3_600_000);
    await tx.rows(HEAR, [person.id, receivedAt, until], 'whatsapp.hear');
  }

  /** They go on with another number, and stay who they are. */
  async move(tx: Tx, person: Person, waId: string): Promise<void> {
    const phone = NUMBER.test(waId) ? `+${waId}` : null;
    const there = await this.find(tx, waId, null, phone);
    if (!there) await tx.rows(MOVE, [person.id, waId, phone]);
    else if (there.id !== person.id) {
      await tx.rows(INHERIT, [person.id, there.id]);
      await tx.rows(GO_ON_AS, [person.id, there.id]);
    }
  }

  private async find(
    tx: Tx,
    waId: string | null,
    userId: string | null,
    phone: string | null,
  ): Promise<Person | undefined> {
    const [found] = await tx.rows<Person>(FIND, [waId, userId, phone], 'whatsapp.find-person');
    return found;
  }
}
