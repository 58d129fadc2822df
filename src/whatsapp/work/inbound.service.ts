import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { ButtonClicked, MessageReceived } from '../../events/catalogue';
import type { Fact } from '../../events/event-log';
import type { Item } from '../intake/envelope.rules';
import { type Click, normalise, type Normalised } from '../intake/message.rules';
import { meaningOf } from '../intake/payload.rules';
import { factSubject, seenBy } from '../facts.rules';
import { modeOf } from '../mode.rules';
import { buttonsOf } from '../sending/content.rules';
import type { MessageContent } from '../sending/enqueue.rules';
import { People, type Person } from './people.service';

/** A message of ours that one came in about. */
interface Quoted {
  readonly id: string;
  readonly subjectId: string;
  readonly contactId: string | null;
  readonly aboutKind: string;
  readonly aboutId: string;
  readonly content: MessageContent;
  readonly acceptedAt: Date | null;
  readonly templateKey: string | null;
  readonly labels: readonly string[] | null;
}

const LATE_MS = 24 * 3_600_000;

const QUOTED = `
  SELECT m.id, m.subject_id AS "subjectId", m.contact_id AS "contactId", m.about_kind AS "aboutKind",
         m.about_id AS "aboutId", m.content, m.accepted_at AS "acceptedAt", t.key AS "templateKey", t.buttons AS labels
    FROM whatsapp_messages m LEFT JOIN whatsapp_templates t ON t.id = m.template_id WHERE m.wamid = $1`;

const KEEP = `
  INSERT INTO whatsapp_inbound (id, subject_id, contact_id, simulated, whatsapp_contact_id, wamid, phone_number_id, kind,
    text, payload, media, details, quotes_wamid, replies_to, about_kind, about_id, referral, late, occurred_at, received_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
  ON CONFLICT (wamid) DO NOTHING RETURNING id`;

/** Enters what people wrote and tapped. */
@Injectable()
export class Inbound {
  constructor(
    private readonly config: Config,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly people: People,
  ) {}

  /** @throws ZodError for a message that nobody can read */
  async enter(tx: Tx, item: Item, receivedAt: Date): Promise<void> {
    const message = normalise(item);
    const person = await this.people.of(tx, message.sender);
    const quoted = await this.quoted(tx, message.quotes);
    const click = clickOf(message, quoted);
    const entry = { message, person, quoted, click, receivedAt, id: this.ids.uuid() };
    if (!(await this.keep(tx, entry))) return;
    if (isWriting(message.kind)) await this.people.hear(tx, person, message, receivedAt);
    if (message.movedTo !== null) await this.people.move(tx, person, message.movedTo);
    const simulated = this.isSimulated();
    const facts = factsOf(entry).map((fact) => ({ ...fact, simulated }));
    await this.events.recordAll(tx, seenBy(facts, whose(entry).leadId));
  }

  private async quoted(tx: Tx, wamid: string | null): Promise<Quoted | null> {
    if (wamid === null) return null;
    const [found] = await tx.rows<Quoted>(QUOTED, [wamid], 'whatsapp.quoted');
    return found ?? null;
  }

  private async keep(tx: Tx, entry: Entry): Promise<boolean> {
    const { id, message, person, quoted, click, receivedAt } = entry;
    const { leadId, contactId } = whose(entry);
    const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
    const rows = await tx.rows(
      KEEP,
      [
        id,
        leadId,
        contactId,
        this.isSimulated(),
        person.id,
        message.wamid,
        message.phoneNumberId,
        kindOf(entry),
        click?.label ?? message.text,
        click?.payload ?? null,
        json(message.media),
        json(message.details),
        message.quotes,
        quoted?.id ?? null,
        quoted?.aboutKind ?? null,
        quoted?.aboutId ?? null,
        json(message.referral),
        receivedAt.getTime() - message.occurredAt.getTime() > LATE_MS,
        message.occurredAt,
        receivedAt,
      ],
      'whatsapp.inbound',
    );
    return rows.length === 1;
  }

  private isSimulated(): boolean {
    return modeOf(this.config) === 'simulated';
  }
}

/** A reaction opens no window, and neither is an answer that a follow-up waits for. */
function isWriting(kind: Normalised['kind']): boolean {
  return kind !== 'system' && kind !== 'reaction';
}

interface Entry {
  readonly id: string;
  readonly message: Normalised;
  readonly person: Person;
  readonly quoted: Quoted | null;
  readonly click: Click | null;
  readonly receivedAt: Date;
}

/**
 * A tap, also one that a client sends as the text of a button of a message of ours that it quotes. Words that only sound
 * like a button are none.
 */
function clickOf({ click, kind, text }: Normalised, quoted: Quoted | null): Click | null {
  if (!quoted) return click;
  const buttons = buttonsOf(quoted.content, quoted.labels ?? []);
  const labelled = (label: string) =>
    buttons.find((button) => button.label.toLowerCase() === label.trim().toLowerCase());
  if (click) {
    // Without a payload of its own a button sends its label.
    const known = click.payload === click.label ? labelled(click.label) : undefined;
    if (known) return { ...click, payload: known.payload };
    // A client that knows no label sends the payload in its place.
    const named = buttons.find(({ payload }) => payload === click.label);
    return named ? { ...click, label: named.label } : click;
  }
  const typed = kind === 'text' && text !== null ? labelled(text) : undefined;
  if (!typed) return null;
  const source = quoted.content.kind === 'template' ? 'template' : 'interactive';
  return { source, payload: typed.payload, label: typed.label };
}

function kindOf({ message, click }: Entry): Normalised['kind'] {
  return click ? 'click' : message.kind;
}

/** Who answers a message answers for the lead that it was about; everybody else for their own. */
function whose({ person, quoted }: Entry) {
  return quoted
    ? { leadId: quoted.subjectId, contactId: quoted.contactId }
    : { leadId: person.subjectId, contactId: person.contactId };
}

function factsOf(entry: Entry): Fact[] {
  const { id, message, person, quoted, click } = entry;
  const { leadId, contactId } = whose(entry);
  const subject = factSubject(leadId, person.id);
  const common = {
    messageId: id,
    whatsappContactId: person.id,
    leadId,
    contactId,
    about: quoted ? { kind: quoted.aboutKind, id: quoted.aboutId } : null,
    wamid: message.wamid.slice(0, 256),
    repliesTo: quoted?.id ?? null,
    occurredAt: message.occurredAt.toISOString(),
  };
  const received: Fact = {
    definition: MessageReceived,
    subject,
    data: { ...common, kind: kindOf(entry), referred: message.referral !== null },
  };
  if (!click) return [received];
  const clicked: Fact = {
    definition: ButtonClicked,
    subject,
    data: {
      ...common,
      ...meaningOf(click.payload),
      source: click.source,
      templateKey: quoted?.templateKey ?? null,
      repliedToSentAt: quoted?.acceptedAt?.toISOString() ?? null,
    },
  };
  return [received, clicked];
}
