import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, systemDbScope, type Tx } from '../../core/database';
import { ContactKeys, Installation } from '../../identity';
import { Numbers } from '../work/numbers.service';
import type { ClaimedMessage, HandOverFacts } from './claimed.rules';
import { MessageClaims } from './claims.service';
import type { TemplateText } from './content.rules';
import { MessageGates } from './gates.service';
import { PAIR_BURST, PAIR_PACE_SECONDS, refusal, type Settlement, waits } from './settlement.rules';
import { MessageSettlements } from './settlements.service';

/** A message whose attempt is committed: from here on only its outcome can say that it did not leave. */
export interface HandedMessage {
  readonly message: ClaimedMessage;
  readonly to: string;
  readonly template: TemplateText | null;
  readonly handedAt: Date;
}

const NUMBERS = `
  SELECT DISTINCT n.number FROM whatsapp_contacts f JOIN whatsapp_contacts p ON p.id = coalesce(f.moved_to_id, f.id)
    CROSS JOIN LATERAL unnest(ARRAY[f.phone, '+' || f.wa_id, p.phone, '+' || p.wa_id]) AS n(number)
   WHERE f.id = ANY ($1::uuid[]) AND n.number IS NOT NULL`;

const STILL_MINE = `
  SELECT m.id FROM whatsapp_messages m
    JOIN ROWS FROM (unnest($1::uuid[]), unnest($2::int[])) AS c(id, epoch) ON c.id = m.id
   WHERE m.state = 'claimed' AND m.claim_epoch = c.epoch
     AND m.lease_until > clock_timestamp() + make_interval(secs => $3)
   ORDER BY m.id FOR NO KEY UPDATE OF m`;

const FACTS = `
  SELECT m.id, coalesce(p.phone, '+' || p.wa_id) AS "to", p.window_until AS "windowUntil", p.cool_until AS "coolUntil",
         p.cool_reason AS "coolReason", p.opted_out_at AS "optedOutAt", t.name AS "templateName",
         t.status AS "templateStatus", t.category AS "templateCategory", t.locale AS "templateLocale",
         t.body AS "templateBody", ARRAY(SELECT v ->> 'name' FROM jsonb_array_elements(t.variables) v) AS "templateVariables",
         t.buttons AS "templateButtons", b.state AS "previousState"
    FROM whatsapp_messages m
    JOIN whatsapp_contacts f ON f.id = m.whatsapp_contact_id
    JOIN whatsapp_contacts p ON p.id = coalesce(f.moved_to_id, f.id)
    LEFT JOIN whatsapp_templates t ON t.id = m.template_id
    LEFT JOIN whatsapp_messages b ON b.id = m.after_message_id
   WHERE m.id = ANY ($1::uuid[])`;

/** One more for this pair, if its burst or its pace allows it. */
const PACE = `
  UPDATE whatsapp_contacts SET paced_until = greatest(coalesce(paced_until, now()), now()) + make_interval(secs => $2)
   WHERE id = $1 AND (paced_until IS NULL OR paced_until <= now() + make_interval(secs => $3)) RETURNING id`;

const BEGIN = `
  INSERT INTO whatsapp_attempts (message_id, claim_epoch, worker, handed_at)
  SELECT id, epoch, $3, $4 FROM ROWS FROM (unnest($1::uuid[]), unnest($2::int[])) AS g(id, epoch)`;

/** The last question and the first line of the record, in one transaction. */
@Injectable()
export class MessageHandOver {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly gates: MessageGates,
    private readonly settlements: MessageSettlements,
    private readonly claims: MessageClaims,
    private readonly numbers: Numbers,
    private readonly installation: Installation,
    private readonly keys: ContactKeys,
  ) {}

  /**
   * Asks everybody once more and writes the attempts down. The contact's keys are locked first: an answer that was
   * committed before this commit has been seen, one that comes later finds the message handed over.
   */
  async commit(claimed: readonly ClaimedMessage[]): Promise<HandedMessage[]> {
    return this.db.transaction(systemDbScope('whatsapp.send'), async (tx) => {
      await lockKeys(tx, await this.keysOf(tx, claimed));
      const mine = await this.stillMine(tx, claimed);
      const now = this.clock.now();
      const facts = await factsOf(tx, mine);
      const refusals = await this.refusals(tx, mine, { facts, now });
      const going = mine.filter(({ id }) => !refusals.has(id));
      for (const message of going)
        if (!(await isPaced(tx, message)))
          refusals.set(message.id, waits(message, PAIR_PACE_SECONDS));
      await this.settlements.write(tx, [...refusals.values()]);
      const handed = going
        .filter(({ id }) => !refusals.has(id))
        .flatMap((message) => handedOf(message, facts.get(message.id), now));
      this.begin(tx, handed, now);
      return handed;
    });
  }

  /** Of every number that a person is known by: what they write comes from one of them. */
  private async keysOf(tx: Tx, claimed: readonly ClaimedMessage[]): Promise<string[]> {
    const ids = claimed.map(({ whatsappContactId }) => whatsappContactId);
    const rows = await tx.rows<{ number: string }>(NUMBERS, [ids], 'whatsapp.numbers-of');
    return this.keys.of(rows.map(({ number }) => number));
  }

  private async stillMine(
    tx: Tx,
    claimed: readonly ClaimedMessage[],
  ): Promise<readonly ClaimedMessage[]> {
    const half = this.config.get('WHATSAPP_LEASE_SECONDS') / 2;
    const values = [claimed.map(({ id }) => id), claimed.map(({ epoch }) => epoch), half];
    const rows = await tx.rows<{ id: string }>(STILL_MINE, values, 'whatsapp.still-mine');
    const ids = new Set(rows.map(({ id }) => id));
    return claimed.filter(({ id }) => ids.has(id));
  }

  private async refusals(
    tx: Tx,
    mine: readonly ClaimedMessage[],
    { facts, now }: { facts: ReadonlyMap<string, HandOverFacts>; now: Date },
  ): Promise<Map<string, Settlement>> {
    if (!(await this.installation.isConfirmed(tx)))
      return new Map(mine.map((message) => [message.id, waits(message, null)]));
    const blockedBy = await this.numbers.blockedBy(tx);
    const verdicts = await this.gates.ask(tx, mine);
    return new Map(
      mine.flatMap((message) => {
        const { id } = message;
        const asked = { now, facts: facts.get(id), blockedBy, verdict: verdicts.get(id) };
        const settlement = refusal(message, asked);
        return settlement ? [[id, settlement] as const] : [];
      }),
    );
  }

  /** Goes out in one packet with the commit, which fails with it. */
  private begin(tx: Tx, handed: readonly HandedMessage[], now: Date): void {
    if (handed.length === 0) return;
    const values = [
      handed.map(({ message }) => message.id),
      handed.map(({ message }) => message.epoch),
      this.claims.worker,
      now,
    ];
    void tx.send(BEGIN, values, 'whatsapp.begin');
  }
}

async function factsOf(
  tx: Tx,
  messages: readonly ClaimedMessage[],
): Promise<ReadonlyMap<string, HandOverFacts>> {
  const rows = await tx.rows<HandOverFacts & { id: string }>(
    FACTS,
    [messages.map(({ id }) => id)],
    'whatsapp.facts',
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function isPaced(tx: Tx, { whatsappContactId }: ClaimedMessage): Promise<boolean> {
  const ahead = (PAIR_BURST - 1) * PAIR_PACE_SECONDS;
  const values = [whatsappContactId, PAIR_PACE_SECONDS, ahead];
  return (await tx.rows(PACE, values, 'whatsapp.pace')).length === 1;
}

function handedOf(
  message: ClaimedMessage,
  facts: HandOverFacts | undefined,
  handedAt: Date,
): HandedMessage[] {
  if (!facts?.to) return [];
  const template = facts.templateName !== null && {
    name: facts.templateName,
    locale: facts.templateLocale ?? '',
    body: facts.templateBody ?? '',
    variables: facts.templateVariables ?? [],
    buttons: facts.templateButtons ?? [],
  };
  return [{ message, to: facts.to, template: template || null, handedAt }];
}
