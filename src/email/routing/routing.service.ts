import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ProviderId } from '../providers/email.provider';
import type { PreparedMail } from '../sending/claimed-mail.rules';
import { type Called, Circuits } from './circuits.service';
import { Limits } from './limits.service';
import { type Choice, type Earlier, routeOf, type Way } from './routing.rules';

/** Losing less by being the one mail that tries a way: they can be asked for again, and advertise nothing. */
const LOW_RISK = ['transactional', 'notification'];
/** Whoever else took the probe has its answer by then. */
const PROBING: Choice = { waitSeconds: 2 };

/** Chooses by which way each mail leaves, in the transaction that writes its attempt down. */
@Injectable()
export class Routing {
  constructor(
    private readonly circuits: Circuits,
    private readonly limits: Limits,
  ) {}

  /** The ways out as they stand. */
  ways(tx: Tx): Promise<Way[]> {
    return this.circuits.ways(tx);
  }

  /** What calls say about circuits and limits, in the transaction that writes them down. */
  async heed(tx: Tx, calls: readonly Called[]): Promise<void> {
    await this.circuits.judge(tx, calls);
    await this.limits.heed(tx, calls);
  }

  /** @returns a choice for each mail; none of them ends in the sink */
  async choose(
    tx: Tx,
    mails: readonly PreparedMail[],
    ways: readonly Way[],
  ): Promise<Map<string, Choice>> {
    const probes = new Set(ways.flatMap((way) => (way.isProbeDue ? [way.provider] : [])));
    // Where there is one way only, and nobody tries it, what went before does not matter.
    const isPlain = ways.length === 1 && probes.size === 0;
    const attempts = isPlain ? new Map<string, Earlier[]>() : await this.attempts(tx, mails);
    const choices = new Map<string, Choice>();
    for (const { mail, threadProvider } of byRisk(mails, probes.size > 0)) {
      const wanted = { id: mail.id, attempts: attempts.get(mail.id) ?? [], threadProvider };
      const choice = routeOf(wanted, ways, probes);
      choices.set(mail.id, choice);
      if ('provider' in choice && choice.isProbe) probes.delete(choice.provider);
    }
    await this.limit(tx, choices);
    await this.takeProbes(tx, choices);
    return choices;
  }

  /** Those for which the provider has no room now wait for their turn. */
  private async limit(tx: Tx, choices: Map<string, Choice>): Promise<void> {
    const wanted = new Map<ProviderId, number>();
    for (const choice of choices.values())
      if ('provider' in choice) wanted.set(choice.provider, (wanted.get(choice.provider) ?? 0) + 1);
    const granted = await this.limits.take(tx, wanted);
    const places = new Map<ProviderId, number>();
    for (const [id, choice] of choices) {
      if (!('provider' in choice)) continue;
      const room = granted.get(choice.provider);
      const place = places.get(choice.provider) ?? 0;
      places.set(choice.provider, place + 1);
      if (room && place >= room.calls)
        choices.set(id, { waitSeconds: room.waitSeconds(place - room.calls) });
    }
  }

  private async takeProbes(tx: Tx, choices: Map<string, Choice>): Promise<void> {
    const wanted = [...choices].flatMap(([id, choice]) =>
      'provider' in choice && choice.isProbe ? [{ id, provider: choice.provider }] : [],
    );
    const ours = await this.circuits.probe(
      tx,
      wanted.map(({ provider }) => provider),
    );
    for (const { id, provider } of wanted) if (!ours.includes(provider)) choices.set(id, PROBING);
  }

  /** Of those that were handed over before. */
  private async attempts(
    tx: Tx,
    mails: readonly PreparedMail[],
  ): Promise<ReadonlyMap<string, Earlier[]>> {
    const again = mails.filter(({ mail }) => mail.epoch > 1).map(({ mail }) => mail.id);
    const attempts = new Map<string, Earlier[]>();
    if (again.length === 0) return attempts;
    const rows = await tx.rows<Earlier & { readonly id: string }>(
      `SELECT message_id AS id, provider, state, scope FROM email_attempts
        WHERE message_id = ANY ($1::uuid[]) ORDER BY message_id, claim_epoch`,
      [again],
      'email.earlier-attempts',
    );
    for (const { id, ...attempt } of rows) attempts.set(id, [...(attempts.get(id) ?? []), attempt]);
    return attempts;
  }
}

function byRisk(mails: readonly PreparedMail[], matters: boolean): readonly PreparedMail[] {
  if (!matters) return mails;
  const risk = ({ mail }: PreparedMail) => (LOW_RISK.includes(mail.stream) ? 0 : 1);
  return [...mails].sort((a, b) => risk(a) - risk(b));
}
