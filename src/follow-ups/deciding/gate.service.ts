import { Injectable, type OnModuleInit } from '@nestjs/common';
import { shareKeys, type Tx } from '../../core/database';
import { EmailService } from '../../email';
import { WhatsAppService } from '../../whatsapp';
import { Settings } from '../../identity';
import { SEQUENCE_SWITCH } from '../sequences/sequences.queries';
import { FollowUpsEnabled } from '../settings.rules';
import { DecidingQueries } from './deciding.queries';
import { type GateVerdict, gateVerdict } from './gate.rules';
import { GATE } from './mails.rules';
import { situationOf } from './world.rules';

/** Keeps the gate that mails and messages of follow-ups are asked at, in the transaction of their hand-over. */
@Injectable()
export class FollowUpGate implements OnModuleInit {
  constructor(
    private readonly emails: EmailService,
    private readonly messages: WhatsAppService,
    private readonly queries: DecidingQueries,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.emails.registerGate(GATE, (tx, refs) => this.verdicts(tx, refs));
    this.messages.registerGate(GATE, (tx, refs) => this.verdicts(tx, refs));
  }

  async verdicts(tx: Tx, refs: readonly string[]): Promise<ReadonlyMap<string, GateVerdict>> {
    // Off means off for whatever is not committed by then: the switch waits for this hand-over, or it sees the switch.
    // In one packet: what is asked behind a lock is answered once it is held.
    const [, , followUps] = await Promise.all([
      this.settings.hold(tx, FollowUpsEnabled),
      shareKeys(tx, [SEQUENCE_SWITCH]),
      this.queries.byId(tx, refs),
    ]);
    const world = await this.queries.world(tx, followUps, false);
    return new Map(
      followUps.map((followUp) => [
        followUp.id,
        gateVerdict(followUp.state, situationOf(followUp, world).facts),
      ]),
    );
  }
}
