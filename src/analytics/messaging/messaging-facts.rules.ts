import { CANARY_ID } from '../../core/canary.rules';
import type {
  ButtonClicked,
  ContentDelivered,
  ContentUnlocked,
  ConversationAssigned,
  ConversationClosed,
  ConversationEscalated,
  ConversationOpened,
  EmailReceived,
  EmailSent,
  MessageReceived,
  MessageSent,
  MessageStatusChanged,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';

type Of<D> = RecordedEvent<D>;

/** As the tables name the columns; whoever is told of first keeps it. */
interface Whose {
  readonly subject_id: string | null;
  readonly owner_id: string | null;
  readonly team_id: string | null;
  readonly territory: string | null;
  readonly simulated: boolean;
}

/** What one event says of a message; instants in ISO 8601, absent what it does not tell. */
export interface MessageFact extends Whose {
  readonly id: string;
  readonly whatsapp_contact_id: string;
  readonly direction: 'in' | 'out';
  readonly kind?: string;
  readonly purpose?: string;
  readonly author?: string;
  readonly template_key?: string | null;
  readonly about_kind?: string | null;
  readonly about_id?: string | null;
  readonly received_at?: string;
  readonly accepted_at?: string;
  readonly sent_at?: string;
  readonly delivered_at?: string;
  readonly read_at?: string;
  readonly failed_at?: string;
  readonly unknown_at?: string;
  readonly withdrawn_at?: string;
  readonly error_code?: number | null;
}

const STATUS_AT = {
  sent: 'sent_at',
  delivered: 'delivered_at',
  read: 'read_at',
  failed: 'failed_at',
  unknown: 'unknown_at',
  cancelled: 'withdrawn_at',
  suppressed: 'withdrawn_at',
} as const;
/** What a mail is about that a colleague wrote in a conversation. */
const WRITTEN_IN = 'conversation';
const INSTANTS = ['received_at', 'accepted_at', ...Object.values(STATUS_AT)] as const;

/** What a batch of events tells of the channel, each thing once. */
export class MessagingFacts {
  readonly messages = new Map<string, MessageFact>();
  readonly clicks = new Map<string, object>();
  readonly grants = new Map<string, { number: number }>();
  readonly deliveries = new Map<string, object>();
  readonly turns = new Map<string, object>();
  /** Mails of talks: what machines write, and what automation sends, is none. */
  readonly letters = new Map<string, object>();

  add(event: RecordedEvent): void {
    if (event.subjectId === CANARY_ID) return;
    switch (event.type) {
      case 'crm.message.received.v1':
        this.received(event);
        break;
      case 'crm.message.sent.v1':
        this.sent(event);
        break;
      case 'crm.message.status.changed.v1':
        this.moved(event);
        break;
      case 'crm.button.clicked.v1':
        this.clicked(event);
        break;
      case 'crm.content.unlocked.v1':
        this.unlocked(event);
        break;
      case 'crm.content.delivered.v1':
        this.delivered(event);
        break;
      case 'crm.conversation.opened.v1':
        this.opened(event);
        break;
      case 'crm.conversation.assigned.v1':
      case 'crm.conversation.escalated.v1':
      case 'crm.conversation.closed.v1':
        this.turned(event);
        break;
      case 'crm.email.received.v1':
        this.letterIn(event);
        break;
      case 'crm.email.sent.v1':
        this.letterOut(event);
        break;
      default:
        throw new Error(`Nothing is known of ${event.type}.`);
    }
  }

  private received(event: Of<typeof MessageReceived>): void {
    const { data } = event;
    this.tell({
      ...aboutMessage(event),
      direction: 'in',
      kind: data.kind,
      received_at: data.occurredAt,
    });
  }

  private sent(event: Of<typeof MessageSent>): void {
    const { kind, purpose, author, templateKey, occurredAt } = event.data;
    this.tell({
      ...aboutMessage(event),
      direction: 'out',
      kind,
      purpose,
      author,
      template_key: templateKey,
      accepted_at: occurredAt,
    });
  }

  private moved(event: Of<typeof MessageStatusChanged>): void {
    const { status, purpose, templateKey, errorCode, occurredAt } = event.data;
    this.tell({
      ...aboutMessage(event),
      direction: 'out',
      purpose,
      template_key: templateKey,
      error_code: errorCode,
      [STATUS_AT[status]]: occurredAt,
    });
  }

  private tell(fact: MessageFact): void {
    const known = this.messages.get(fact.id);
    this.messages.set(fact.id, known ? merged(known, fact) : fact);
  }

  private clicked(event: Of<typeof ButtonClicked>): void {
    const { data } = event;
    if (this.clicks.has(data.messageId)) return;
    this.clicks.set(data.messageId, {
      id: data.messageId,
      ...whoseOf(event),
      whatsapp_contact_id: data.whatsappContactId,
      button: data.button,
      target_kind: data.target.kind,
      target_id: data.target.id,
      source: data.source,
      template_key: data.templateKey,
      replies_to: data.repliesTo,
      template_sent_at: data.repliedToSentAt,
      clicked_at: data.occurredAt,
    });
  }

  private unlocked(event: Of<typeof ContentUnlocked>): void {
    const { grantId, packageKey, number, via, occurredAt } = event.data;
    const known = this.grants.get(grantId);
    if (known && known.number <= number) return;
    this.grants.set(grantId, {
      id: grantId,
      ...whoseOf(event),
      package_key: packageKey,
      number,
      via,
      unlocked_at: occurredAt,
    } as { number: number });
  }

  private delivered(event: Of<typeof ContentDelivered>): void {
    const { data } = event;
    const key = `${data.grantId}:${String(data.number)}`;
    if (this.deliveries.has(key)) return;
    this.deliveries.set(key, {
      grant_id: data.grantId,
      number: data.number,
      ...whoseOf(event),
      package_key: data.packageKey,
      outcome: data.outcome,
      items: data.items,
      accepted: data.accepted,
      first_item_milliseconds: data.firstItemMilliseconds,
      delivered_at: data.occurredAt,
    });
  }

  private letterIn(event: Of<typeof EmailReceived>): void {
    const { inboundId, kind, leadId, occurredAt } = event.data;
    if (kind === 'HUMAN' && leadId !== null) this.letter(event, inboundId, 'in', occurredAt);
  }

  private letterOut(event: Of<typeof EmailSent>): void {
    const { messageId, about, occurredAt } = event.data;
    if (about.kind === WRITTEN_IN) this.letter(event, messageId, 'out', occurredAt);
  }

  private letter(event: RecordedEvent, id: string, direction: 'in' | 'out', at: string): void {
    if (!this.letters.has(id)) this.letters.set(id, { id, ...whoseOf(event), direction, at });
  }

  private opened(event: Of<typeof ConversationOpened>): void {
    const { conversationId, channel } = event.data;
    this.turn(event, {
      conversationId,
      channel,
      what: 'opened',
      version: 1,
      reason: null,
      at: event.time,
    });
  }

  private turned(
    event: Of<
      typeof ConversationAssigned | typeof ConversationEscalated | typeof ConversationClosed
    >,
  ): void {
    const { conversationId, channel, version, occurredAt } = event.data;
    const reason = 'reason' in event.data ? event.data.reason : null;
    const what = event.type.split('.')[2] ?? '';
    this.turn(event, {
      conversationId,
      channel,
      what,
      version,
      reason,
      at: new Date(occurredAt),
    });
  }

  private turn(
    event: RecordedEvent,
    {
      conversationId,
      at,
      ...turn
    }: {
      conversationId: string;
      channel: string;
      what: string;
      version: number;
      reason: string | null;
      at: Date;
    },
  ): void {
    const key = `${conversationId}:${turn.what}:${String(turn.version)}`;
    if (this.turns.has(key)) return;
    this.turns.set(key, {
      conversation_id: conversationId,
      ...turn,
      ...whoseOf(event),
      at: at.toISOString(),
    });
  }
}

function whoseOf({ subjectId, ownerId, teamId, territory, simulated }: RecordedEvent): Whose {
  return { subject_id: subjectId, owner_id: ownerId, team_id: teamId, territory, simulated };
}

function aboutMessage(
  event: Of<typeof MessageReceived | typeof MessageSent | typeof MessageStatusChanged>,
) {
  const { messageId, whatsappContactId, about } = event.data;
  return {
    id: messageId,
    ...whoseOf(event),
    whatsapp_contact_id: whatsappContactId,
    about_kind: about?.kind ?? null,
    about_id: about?.id ?? null,
  };
}

/** What was told first stays; of two instants of one kind the earlier one counts. */
function merged(known: MessageFact, told: MessageFact): MessageFact {
  const instants = Object.fromEntries(
    INSTANTS.flatMap((name) => {
      const [one, other] = [known[name], told[name]];
      const first = one && other ? (Date.parse(one) <= Date.parse(other) ? one : other) : null;
      const value = first ?? one ?? other;
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const standing: Readonly<Record<string, unknown>> = { ...known };
  const later = Object.fromEntries(
    Object.entries(told).filter(([name]) => (standing[name] ?? null) === null),
  );
  return { ...known, ...later, ...whoseFrom(known), ...instants };
}

function whoseFrom({ subject_id, owner_id, team_id, territory, simulated }: MessageFact): Whose {
  return { subject_id, owner_id, team_id, territory, simulated };
}
