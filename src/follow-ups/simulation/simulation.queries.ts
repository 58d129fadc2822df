import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type DbScope, type Tx } from '../../core/database';
import { type Scope, Settings, UsersQueries } from '../../identity';
import { Templates } from '../../email';
import { OffersQueries } from '../offers/offers.queries';
import { SequenceNotFound } from '../follow-ups.problems';
import type { SequenceVersion } from '../sequences/sequences.queries';
import { numberOf } from '../deciding/messages.rules';
import { WhatsAppQueries } from '../../whatsapp';
import { channelsOf, StepsSchema } from '../sequences/steps.rules';
import {
  FollowUpsEnabled,
  FrequencyCaps,
  HoldOutPercent,
  OfferMaxDiscount,
  OfferValidDays,
} from '../settings.rules';
import { compare, type Compared } from './difference.rules';
import { PastQueries } from './past.queries';
import { ownersOf, type Past } from './past.rules';
import { Replay, type Stage } from './replay.rules';
import type { Simulate, Simulation } from './simulation.dto';
import { turnsOf } from './turns.rules';

const MOST_LEADS = 1000;

/** A role that may read everything and write nothing. */
const READ_ONLY: DbScope = {
  dbRole: 'relance_auditor',
  settings: {},
  correlationId: null,
  actor: { kind: 'system', id: 'follow-ups.simulation' },
};

/** How things would have gone with another version of a sequence. */
@Injectable()
export class SimulationQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pasts: PastQueries,
    private readonly users: UsersQueries,
    private readonly settings: Settings,
    private readonly offers: OffersQueries,
    private readonly templates: Templates,
    private readonly messages: WhatsAppQueries,
  ) {}

  /**
   * Lets the leads of a time walk through a version again, as far as the past tells what was known when. Texts, offers
   * and addresses are those of today; what a channel made of a message counts where it would have left at the same moment.
   * @throws SequenceNotFound
   */
  async simulate(scope: Scope, id: string, wish: Simulate): Promise<Simulation> {
    return this.db.transaction(READ_ONLY, async (tx) => {
      await tx.rows('SET TRANSACTION READ ONLY');
      const reader = await this.users.reading(tx, scope.userId);
      const draft = await this.version(tx, id);
      const now = this.clock.now();
      const from = new Date(wish.from);
      const wanted = new Date(wish.to);
      const to = wanted < now ? wanted : now;
      const { pasts, total } = await this.pasts.of(tx, wish, MOST_LEADS);
      const { stage, switched } = await this.stage(tx, draft, to, pasts);
      const compared = pasts.map((past) => {
        const replayed = new Replay(stage, past).run(turnsOf(past, switched(past)));
        return compare(past, replayed, { from, to }, reader);
      });
      return {
        sequence: { id: draft.id, key: draft.key, version: draft.version },
        from: from.toISOString(),
        to: to.toISOString(),
        total,
        looked: pasts.length,
        ...summed(compared),
        asOf: now.toISOString(),
      };
    });
  }

  private async version(tx: Tx, id: string): Promise<SequenceVersion> {
    const [found] = await tx.rows<SequenceVersion>(
      'SELECT id, key, version, steps FROM sequences WHERE id = $1',
      [id],
    );
    if (!found) throw new SequenceNotFound();
    return { ...found, steps: StepsSchema.parse(found.steps) };
  }

  /** What all leads share, and the settings as they were. */
  private async stage(tx: Tx, draft: SequenceVersion, to: Date, pasts: readonly Past[]) {
    const enabled = await this.settings.past(tx, FollowUpsEnabled);
    const settingsAt = await this.settingsAt(tx, pasts);
    const shared: Stage['shared'] = {
      letters: true,
      owners: await this.owners(tx, pasts),
      markets: await this.users.markets(tx),
      sequences: new Map([[draft.id, draft]]),
      ...(await this.messaging(tx, draft, pasts)),
      offers: await this.offers.all(tx),
      candidates: await this.templates.candidates(
        tx,
        draft.steps.map(({ purpose }) => purpose),
      ),
      choose: (candidates, wanted) => this.templates.choose(candidates, wanted),
      missing: (versionId, variables) => this.templates.missingVariables(versionId, variables),
    };
    const stage: Stage = { draft, to, shared, settingsAt };
    const switched = ({ lead: { territory } }: Past) =>
      enabled.changes.flatMap((c) =>
        c.territory === null || c.territory === territory ? c.at : [],
      );
    return { stage, switched };
  }

  /** Templates and reachability are those of today; advertising beside follow-ups is not replayed. */
  private async messaging(tx: Tx, draft: SequenceVersion, pasts: readonly Past[]) {
    const advertisedAt: Stage['shared']['advertisedAt'] = new Map();
    if (!draft.steps.some((step) => channelsOf(step).includes('whatsapp')))
      return { reach: new Map(), messageTemplates: [], advertisedAt };
    const numbers = pasts.flatMap(({ lead }) =>
      lead.contacts.flatMap((contact) => numberOf(contact) ?? []),
    );
    return {
      reach: await this.messages.reach(tx, numbers),
      messageTemplates: await this.messages.templates(tx),
      advertisedAt,
    };
  }

  /** Everybody who ever owned one of the leads; who owns none any more was there as long as they did. */
  private async owners(tx: Tx, pasts: readonly Past[]): Promise<Stage['shared']['owners']> {
    const today = new Set(pasts.map(({ lead }) => lead.ownerId));
    const found = await this.users.signatories(tx, pasts.flatMap(ownersOf));
    return new Map(
      [...found].map(([id, one]) => [id, { ...one, active: one.active || !today.has(id) }]),
    );
  }

  private async settingsAt(tx: Tx, pasts: readonly Past[]): Promise<Stage['settingsAt']> {
    const enabled = await this.settings.past(tx, FollowUpsEnabled);
    const ceiling = await this.settings.past(tx, OfferMaxDiscount);
    const validDays = await this.settings.past(tx, OfferValidDays);
    const caps = await this.settings.past(tx, FrequencyCaps);
    const holdOut = await this.settings.past(tx, HoldOutPercent);
    const places = [null, ...new Set(pasts.map(({ lead }) => lead.territory))];
    const each = <T>(past: { at(place: object, instant: Date): T }, at: Date) =>
      new Map(places.map((territory) => [territory, past.at({ territory }, at)]));
    return (at) => ({
      installed: true,
      enabled: each(enabled, at),
      maxDiscountPct: each(ceiling, at),
      validDays: each(validDays, at),
      caps: caps.at({}, at),
      holdOutPercent: holdOut.at({}, at),
    });
  }
}

function summed(
  compared: readonly Compared[],
): Pick<Simulation, 'counts' | 'sends' | 'differences'> {
  const sends = compared.flatMap((one) => one.sends);
  const differences = compared.flatMap((one) => one.differences);
  const sum = (key: 'same' | 'sentThen') => compared.reduce((n, one) => n + one[key], 0);
  return {
    counts: {
      same: sum('same'),
      different: differences.length,
      sentThen: sum('sentThen'),
      sentNow: sends.length,
    },
    sends,
    differences,
  };
}
