import { Injectable, type OnModuleInit } from '@nestjs/common';
import { shareKeys, type Tx } from '../../core/database';
import { EmailService } from '../../email';
import { Settings } from '../../identity';
import { SEQUENCE_SWITCH } from '../sequences/sequences.queries';
import { FollowUpsEnabled } from '../settings.rules';
import { DecidingQueries } from './deciding.queries';
import { type GateVerdict, gateVerdict } from './gate.rules';
import { GATE } from './mails.rules';
import { situationOf } from './world.rules';

/** Keeps the gate that mails of follow-ups are asked at, in the transaction of their hand-over. */
@Injectable()
export class FollowUpGate implements OnModuleInit {
  constructor(
    private readonly emails: EmailService,
    private readonly queries: DecidingQueries,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.emails.registerGate(GATE, (tx, refs) => this.verdicts(tx, refs));
  }

  async verdicts(tx: Tx, refs: readonly string[]): Promise<ReadonlyMap<string, GateVerdict>> {
    // Off means off for whatever is not committed by then: the switch waits for this hand-over, or it sees the switch.
    await this.settings.hold(tx, FollowUpsEnabled);
    await shareKeys(tx, [SEQUENCE_SWITCH]);
    const followUps = await this.queries.byId(tx, refs);
    const world = await this.queries.world(tx, followUps, false);
    return new Map(
      followUps.map((followUp) => [
        followUp.id,
        gateVerdict(followUp.state, situationOf(followUp, world).facts),
      ]),
    );
  }
}
