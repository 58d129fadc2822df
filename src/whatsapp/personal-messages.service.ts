import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import {
  type Holdings,
  type KnownPerson,
  PERSON,
  PersonalData,
  type PersonalPart,
} from '../identity';
import { MessagesInWork } from './whatsapp.problems';
import { WhatsAppService } from './whatsapp.service';

const WHO = `
  SELECT c.id, c.wa_id AS "waId", c.user_id AS "userId", c.phone FROM ${PERSON} JOIN whatsapp_contacts c
      ON c.contact_id = p.contact OR c.phone = ANY (p.numbers)`;

interface Known {
  readonly id: string;
  readonly waId: string | null;
  readonly userId: string | null;
  readonly phone: string | null;
}

/** The rows stay, so that what counts messages counts on. */
const FORGET: Readonly<Record<string, string>> = {
  whatsapp_attempts: `
    UPDATE whatsapp_attempts a SET response = NULL FROM whatsapp_messages m
     WHERE m.id = a.message_id AND m.whatsapp_contact_id = ANY ($1::uuid[]) AND a.response IS NOT NULL
    RETURNING a.message_id`,
  whatsapp_messages: `
    UPDATE whatsapp_messages SET text = '',
           content = jsonb_strip_nulls(jsonb_build_object('kind', content -> 'kind', 'templateKey', content -> 'templateKey',
                                                          'locale', content -> 'locale'))
     WHERE whatsapp_contact_id = ANY ($1::uuid[]) RETURNING id`,
  whatsapp_inbound: `
    UPDATE whatsapp_inbound SET text = NULL, payload = NULL, media = NULL, details = NULL, referral = NULL
     WHERE whatsapp_contact_id = ANY ($1::uuid[]) RETURNING id`,
  // Somebody who is named by nothing is no row; the id of the row names nobody.
  whatsapp_contacts: `
    UPDATE whatsapp_contacts SET wa_id = 'erased:' || id, user_id = NULL, phone = NULL, profile_name = NULL,
           window_until = NULL WHERE id = ANY ($1::uuid[]) RETURNING id`,
};

/** What came in raw and names them; `$1` are the digits and ids by which WhatsApp does. */
const PARCELS = `
  SELECT b.id, EXISTS (SELECT FROM whatsapp_items i WHERE i.payload_id = b.id AND i.state <> 'done'
                          AND (i.heard_from IS NULL OR i.heard_from <> ALL ($1::text[]))) AS shared
    FROM whatsapp_payloads b WHERE EXISTS (SELECT FROM unnest($1::text[]) AS v WHERE position(v IN b.body) > 0)`;

/** Of them nothing is worked off any more; the keys stay, so that what WhatsApp delivers again is known. */
const SETTLE_ITEMS = `
  UPDATE whatsapp_items SET heard_from = NULL, lane = id::text, error = NULL, state = 'done',
         settled_at = coalesce(settled_at, $2)
   WHERE heard_from = ANY ($1::text[]) OR EXISTS (SELECT FROM unnest($1::text[]) AS v WHERE position(v IN lane) > 0)
  RETURNING id`;

/** Messages to and from a person at WhatsApp. */
@Injectable()
export class PersonalMessages implements PersonalPart, OnModuleInit {
  readonly module = 'whatsapp';
  readonly holds = {
    whatsapp_contacts: ['wa_id', 'user_id', 'phone', 'profile_name'],
    whatsapp_messages: ['content', 'text'],
    whatsapp_attempts: ['response'],
    whatsapp_inbound: ['text', 'payload', 'media', 'details', 'referral'],
    whatsapp_items: ['heard_from', 'lane', 'error'],
    whatsapp_payloads: ['body'],
  };

  constructor(
    private readonly clock: Clock,
    private readonly personalData: PersonalData,
    private readonly messages: WhatsAppService,
  ) {}

  onModuleInit(): void {
    this.personalData.register(this);
  }

  async export(tx: Tx, person: KnownPerson): Promise<Holdings> {
    const ids = idsOf(await this.known(tx, person));
    return {
      whatsapp_contacts: await tx.rows(
        `SELECT id, wa_id AS "waId", phone, profile_name AS "profileName", last_heard_at AS "lastHeardAt",
                opted_out_at AS "optedOutAt" FROM whatsapp_contacts
          WHERE id = ANY ($1::uuid[]) AND wa_id IS DISTINCT FROM 'erased:' || id ORDER BY id`,
        [ids],
      ),
      whatsapp_messages: await tx.rows(
        `SELECT id, kind, text, state, queued_at AS "queuedAt", sent_at AS "sentAt", read_at AS "readAt"
           FROM whatsapp_messages WHERE whatsapp_contact_id = ANY ($1::uuid[]) AND text <> '' ORDER BY id`,
        [ids],
      ),
      whatsapp_inbound: await tx.rows(
        `SELECT id, kind, text, payload, media, details, referral, occurred_at AS "occurredAt" FROM whatsapp_inbound
          WHERE whatsapp_contact_id = ANY ($1::uuid[]) AND num_nonnulls(text, payload, media, details, referral) > 0
          ORDER BY id`,
        [ids],
      ),
    };
  }

  async stop(tx: Tx, person: KnownPerson): Promise<void> {
    const ids = idsOf(await this.known(tx, person));
    if (ids.length > 0) await this.messages.withdrawFrom(tx, ids, 'PERSON_ERASED');
  }

  /** @throws MessagesInWork while a raw delivery also holds messages of others that are not worked off */
  async erase(tx: Tx, person: KnownPerson): Promise<Record<string, number>> {
    const known = await this.known(tx, person);
    const names = namesOf(known, person);
    const rows: Record<string, number> = {
      whatsapp_payloads: await this.emptyParcels(tx, names),
      whatsapp_items: (await tx.rows(SETTLE_ITEMS, [names, this.clock.now()])).length,
    };
    for (const [table, sql] of Object.entries(FORGET))
      rows[table] = (await tx.rows(sql, [idsOf(known)])).length;
    return rows;
  }

  private async emptyParcels(tx: Tx, names: readonly string[]): Promise<number> {
    if (names.length === 0) return 0;
    const parcels = await tx.rows<{ id: string; shared: boolean }>(PARCELS, [names]);
    if (parcels.some(({ shared }) => shared)) throw new MessagesInWork();
    await tx.rows(`UPDATE whatsapp_payloads SET body = '' WHERE id = ANY ($1::uuid[])`, [
      parcels.map(({ id }) => id),
    ]);
    return parcels.length;
  }

  private known(tx: Tx, person: KnownPerson): Promise<Known[]> {
    return tx.rows<Known>(WHO, [this.personalData.row(person)]);
  }
}

function idsOf(known: readonly Known[]): string[] {
  return known.map(({ id }) => id);
}

/** As raw bodies write them: numbers without a plus. */
function namesOf(known: readonly Known[], { numbers }: KnownPerson): string[] {
  const all = [...known.flatMap(({ waId, userId, phone }) => [waId, userId, phone]), ...numbers];
  const named = all.flatMap((name) => (name === null ? [] : [name.replace(/^\+/, '')]));
  return [...new Set(named)].filter((name) => !name.startsWith('erased:'));
}
