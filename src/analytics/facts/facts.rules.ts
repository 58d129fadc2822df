import { CANARY_ID } from '../../core/canary.rules';
import type {
  ConversionUndone,
  CustomerOrderRecorded,
  EmailClicked,
  EmailDelivered,
  EmailOpened,
  EmailSent,
  EventData,
  FollowUpCancelled,
  FollowUpProcessed,
  LeadConverted,
  LeadMerged,
  LeadSampleDelivered,
  LeadUnmerged,
  ResponseClassified,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';

/** What mails about a follow-up say that they are about. */
const ABOUT = 'follow-up';
const HELD_OUT = 'HOLD_OUT';
/** A decision that queued a follow-up says what was sent, whatever is decided afterwards. */
const QUEUED_RANK = 1_000_000;

/** A follow-up as far as some facts tell it; instants in ISO 8601. */
export interface TouchFact {
  readonly id: string;
  readonly lead_id: string;
  simulated: boolean;
  rank: number | null;
  step: string | null;
  channel: string | null;
  template_version_id: string | null;
  variant: string | null;
  territory: string | null;
  owner_id: string | null;
  team_id: string | null;
  business_type: string | null;
  outcome_number: number | null;
  outcome: string | null;
  reason: string | null;
  held_out: boolean;
  eligible_at: string | null;
  sent_at: string | null;
  provider: string | null;
  delivered_at: string | null;
  /** Whether its mail could tell of it; a person must have consented. */
  opens_measured: boolean;
  clicks_measured: boolean;
  opened_at: string | null;
  clicked_at: string | null;
  /** By scanners and proxies: kept apart, counted nowhere. */
  machine_opened_at: string | null;
  machine_clicked_at: string | null;
}

export interface ResponseFact {
  readonly id: string;
  readonly lead_id: string;
  readonly follow_up_id: string | null;
  readonly version: number;
  readonly class: string;
  readonly channel: string;
  readonly received_at: string;
}

export interface ConversionFact {
  readonly lead_id: string;
  readonly number: number;
  readonly customer_id: string;
  readonly converted_at: string;
  undone_at: string | null;
}

export interface OrderFact {
  readonly id: string;
  readonly customer_id: string;
  readonly ordered_at: string;
  readonly amount_cents: number;
  readonly currency: string;
}

export interface SampleFact {
  readonly id: string;
  readonly lead_id: string;
  readonly owner_id: string | null;
  readonly team_id: string | null;
  readonly territory: string | null;
  readonly delivered_at: string;
}

/** That a lead is part of another one, and as such not counted; and that it is no longer. */
export interface MergeFact {
  readonly id: string;
  readonly lead_id: string;
  merged_at: string | null;
  unmerged_at: string | null;
}

type Of<D> = RecordedEvent<D>;

/** What a batch of events tells, each thing once, whatever the order and however often it was told. */
export class Facts {
  readonly touches = new Map<string, TouchFact>();
  readonly responses = new Map<string, ResponseFact>();
  readonly conversions = new Map<string, ConversionFact>();
  readonly orders = new Map<string, OrderFact>();
  readonly samples = new Map<string, SampleFact>();
  readonly merges = new Map<string, MergeFact>();

  /** Leads that the facts name; those of customers are known to the database. */
  leads(): string[] {
    const named = [this.touches, this.responses, this.conversions, this.merges].flatMap((facts) =>
      [...facts.values()].map(({ lead_id }) => lead_id),
    );
    return [...new Set(named)];
  }

  customers(): string[] {
    const named = [this.conversions, this.orders].flatMap((facts) =>
      [...facts.values()].map(({ customer_id }) => customer_id),
    );
    return [...new Set(named)];
  }

  add(event: RecordedEvent): void {
    // Nobody was written to, so nobody can answer.
    if ((event.data as { leadId?: string | null }).leadId === CANARY_ID) return;
    switch (event.type) {
      case 'crm.lead.followup.processed.v1':
        this.decided(event);
        break;
      case 'crm.lead.followup.cancelled.v1':
        this.cancelled(event);
        break;
      case 'crm.email.sent.v1':
      case 'crm.email.delivered.v1':
        this.mailed(event);
        break;
      case 'crm.email.opened.v1':
      case 'crm.email.clicked.v1':
        this.fetched(event);
        break;
      case 'crm.response.classified.v1':
        this.answered((event as Of<typeof ResponseClassified>).data);
        break;
      case 'crm.lead.converted.v1':
        this.converted({ ...(event as Of<typeof LeadConverted>).data, undoneAt: null });
        break;
      case 'crm.lead.merged.v1':
        this.merged(event, 'merged_at');
        break;
      case 'crm.lead.unmerged.v1':
        this.merged(event, 'unmerged_at');
        break;
      case 'crm.conversion.undone.v1':
        this.converted((event as Of<typeof ConversionUndone>).data);
        break;
      case 'crm.customer.order.recorded.v1':
        this.ordered((event as Of<typeof CustomerOrderRecorded>).data);
        break;
      case 'crm.lead.sample.delivered.v1':
        this.sampled(event);
        break;
      default:
        throw new Error(`Nothing is known of ${event.type}.`);
    }
  }

  private touch(id: string, leadId: string, simulated: boolean): TouchFact {
    const known = this.touches.get(id) ?? emptyTouch(id, leadId);
    known.simulated ||= simulated;
    this.touches.set(id, known);
    return known;
  }

  private decided({ data, simulated }: Of<typeof FollowUpProcessed>): void {
    const touch = this.touch(data.followUpId, data.leadId, simulated);
    const rank = data.decision + (data.outcome === 'queued' ? QUEUED_RANK : 0);
    if (rank > (touch.rank ?? 0)) {
      touch.rank = rank;
      touch.step = data.step;
      touch.channel = data.channel;
      touch.template_version_id = data.templateVersionId;
      touch.variant = data.variant;
      touch.territory = data.territory;
      touch.owner_id = data.ownerId;
      touch.team_id = data.teamId;
      touch.business_type = data.businessType;
    }
    touch.held_out ||= data.reason === HELD_OUT;
    touch.eligible_at = earlier(touch.eligible_at, data.processedAt);
    settle(touch, data.decision, data.outcome, data.reason);
  }

  private cancelled({ data, simulated }: Of<typeof FollowUpCancelled>): void {
    const touch = this.touch(data.followUpId, data.leadId, simulated);
    settle(touch, data.decision, 'cancelled', data.reason);
  }

  /** Only mails about follow-ups of a lead count. */
  private mailed({ type, data, simulated }: Of<typeof EmailSent | typeof EmailDelivered>): void {
    if (data.about.kind !== ABOUT || data.leadId === null) return;
    const touch = this.touch(data.about.id, data.leadId, simulated);
    if (type === 'crm.email.delivered.v1')
      touch.delivered_at = earlier(touch.delivered_at, data.occurredAt);
    else {
      touch.sent_at = earlier(touch.sent_at, data.occurredAt);
      touch.provider = data.provider;
      const { measured = [] } = data as EventData<typeof EmailSent>;
      touch.opens_measured ||= measured.includes('opened');
      touch.clicks_measured ||= measured.includes('clicked');
    }
  }

  private fetched({ type, data, simulated }: Of<typeof EmailOpened | typeof EmailClicked>): void {
    if (data.about.kind !== ABOUT || data.leadId === null) return;
    const touch = this.touch(data.about.id, data.leadId, simulated);
    const fact = type === 'crm.email.opened.v1' ? 'opened_at' : 'clicked_at';
    const column = data.machine === null ? fact : (`machine_${fact}` as const);
    touch[column] = earlier(touch[column], data.occurredAt);
  }

  private answered(data: EventData<typeof ResponseClassified>): void {
    const known = this.responses.get(data.responseId);
    if (known && known.version >= data.version) return;
    const about = data.about?.kind === ABOUT ? data.about.id : null;
    this.responses.set(data.responseId, {
      id: data.responseId,
      lead_id: data.leadId,
      follow_up_id: data.followUpId ?? about,
      version: data.version,
      class: data.class,
      channel: data.channel,
      received_at: data.receivedAt,
    });
  }

  private converted(data: {
    leadId: string;
    number: number;
    customerId: string;
    convertedAt: string;
    undoneAt: string | null;
  }): void {
    const key = `${data.leadId}:${String(data.number)}`;
    this.conversions.set(key, {
      lead_id: data.leadId,
      number: data.number,
      customer_id: data.customerId,
      converted_at: data.convertedAt,
      undone_at: data.undoneAt ?? this.conversions.get(key)?.undone_at ?? null,
    });
  }

  private merged(
    { data: { mergeId, mergedLeadId }, time }: Of<typeof LeadMerged | typeof LeadUnmerged>,
    what: 'merged_at' | 'unmerged_at',
  ): void {
    const known = this.merges.get(mergeId) ?? {
      id: mergeId,
      lead_id: mergedLeadId,
      merged_at: null,
      unmerged_at: null,
    };
    this.merges.set(mergeId, { ...known, [what]: time.toISOString() });
  }

  private ordered(data: EventData<typeof CustomerOrderRecorded>): void {
    this.orders.set(data.orderId, {
      id: data.orderId,
      customer_id: data.customerId,
      ordered_at: data.orderedAt,
      amount_cents: data.amountCents,
      currency: data.currency,
    });
  }

  private sampled({ data, ...event }: Of<typeof LeadSampleDelivered>): void {
    this.samples.set(data.sampleId, {
      id: data.sampleId,
      lead_id: data.leadId,
      owner_id: event.ownerId,
      team_id: event.teamId,
      territory: event.territory,
      delivered_at: data.deliveredAt,
    });
  }
}

function settle(touch: TouchFact, number: number, outcome: string, reason: string | null): void {
  if (number <= (touch.outcome_number ?? 0)) return;
  touch.outcome_number = number;
  touch.outcome = outcome;
  touch.reason = reason;
}

function earlier(known: string | null, told: string): string {
  return known !== null && Date.parse(known) <= Date.parse(told) ? known : told;
}

function emptyTouch(id: string, leadId: string): TouchFact {
  return {
    id,
    lead_id: leadId,
    simulated: false,
    rank: null,
    step: null,
    channel: null,
    template_version_id: null,
    variant: null,
    territory: null,
    owner_id: null,
    team_id: null,
    business_type: null,
    outcome_number: null,
    outcome: null,
    reason: null,
    held_out: false,
    eligible_at: null,
    sent_at: null,
    provider: null,
    delivered_at: null,
    opens_measured: false,
    clicks_measured: false,
    opened_at: null,
    clicked_at: null,
    machine_opened_at: null,
    machine_clicked_at: null,
  };
}
