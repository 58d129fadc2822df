import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import { Loops } from '../core/loops';
import { Consume } from '../events';
import {
  ConsentChanged,
  EmailCancelled,
  EmailComplained,
  EmailFailed,
  EmailReceived,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadRegistered,
  LeadStatusChanged,
  SettingChanged,
} from '../events/catalogue';
import type { EventDefinition } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { DUE_LOOP } from './deciding/follow-up.runner';
import { HandOvers } from './deciding/hand-over.service';
import { Absences } from './sequences/absence.service';
import { Ending } from './sequences/ending.service';
import { Planning } from './sequences/planning.service';
import {
  absenceOf,
  reportOf,
  stopForActivity,
  stopForAnswer,
  stopForComplaint,
  stopForConsent,
  stopForStatus,
  stopForUnsubscription,
  wishOfChange,
  wishOfRegistration,
} from './facts.rules';
import { FollowUpsEnabled } from './settings.rules';

const MAIL_FACTS = [EmailSent, EmailFailed, EmailUnknown, EmailSuppressed, EmailCancelled];

const WAKE = `
  UPDATE follow_ups SET due_at = $2 WHERE state = 'planned' AND waits_for = $1 AND due_at > $2
     AND ($3::uuid[] IS NULL OR subject_id = ANY ($3)) AND ($4::text IS NULL OR territory = $4)`;

type Of<D extends EventDefinition> = RecordedEvent<D>;
type Take = (tx: Tx, events: readonly RecordedEvent[]) => Promise<void>;

/** Facts from elsewhere that matter to follow-ups, in the order of the log: one cursor, so that none overtakes another. */
@Injectable()
export class FollowUpsConsumer {
  private readonly takes: ReadonlyMap<string, Take>;

  constructor(
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly planning: Planning,
    private readonly ending: Ending,
    private readonly handOvers: HandOvers,
    private readonly absences: Absences,
  ) {
    const take = <D extends EventDefinition>(
      definition: D,
      act: (tx: Tx, events: readonly Of<D>[]) => Promise<void>,
    ): readonly [string, Take] => [definition.type, (tx, events) => act(tx, events)];
    this.takes = new Map([
      take(LeadRegistered, (tx, events) => this.planning.enrol(tx, events.map(wishOfRegistration))),
      take(LeadChanged, (tx, events) => this.planning.enrol(tx, events.map(wishOfChange))),
      take(LeadAssigned, (tx, events) => this.wakeOwned(tx, events)),
      take(LeadStatusChanged, (tx, events) => this.ending.stop(tx, events.flatMap(stopForStatus))),
      take(LeadActivityLogged, (tx, events) =>
        this.ending.stop(tx, events.flatMap(stopForActivity)),
      ),
      take(ConsentChanged, (tx, events) => this.ending.stop(tx, events.flatMap(stopForConsent))),
      take(EmailUnsubscribed, (tx, events) =>
        this.ending.stop(tx, events.flatMap(stopForUnsubscription)),
      ),
      take(EmailReceived, async (tx, events) => {
        await this.ending.stop(tx, events.flatMap(stopForAnswer));
        await this.absences.wait(tx, events.flatMap(absenceOf));
      }),
      take(EmailComplained, (tx, events) => this.ending.stop(tx, events.flatMap(stopForComplaint))),
      take(SettingChanged, (tx, events) => this.resume(tx, events)),
    ]);
  }

  @Consume(
    'follow-ups.follow',
    [
      LeadRegistered,
      LeadChanged,
      LeadAssigned,
      LeadStatusChanged,
      LeadActivityLogged,
      ConsentChanged,
      EmailUnsubscribed,
      EmailReceived,
      EmailComplained,
      SettingChanged,
      ...MAIL_FACTS,
    ],
    { from: 'beginning' },
  )
  async follow(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    for (const run of runsOf(events)) {
      const take =
        this.takes.get(run.type) ??
        ((t: Tx, mails: readonly RecordedEvent[]) => this.report(t, mails));
      await take(tx, run.events);
    }
    tx.afterCommit(() => {
      this.loops.wake(DUE_LOOP);
    });
  }

  private async report(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    await this.handOvers.take(tx, events.flatMap(reportOf));
  }

  /** What waited for an owner is asked again at once. */
  private async wakeOwned(tx: Tx, events: readonly Of<typeof LeadAssigned>[]): Promise<void> {
    const owned = events.flatMap(({ data }) => (data.to === null ? [] : data.leadId));
    await tx.rows(WAKE, ['NO_OWNER', this.clock.now(), owned, null], 'follow-ups.wake');
  }

  /** What waited for the automation is asked again at once, whichever way the switch was turned. */
  private async resume(tx: Tx, events: readonly Of<typeof SettingChanged>[]): Promise<void> {
    for (const { data } of events)
      if (data.key === FollowUpsEnabled.key)
        await tx.rows(WAKE, ['PAUSED', this.clock.now(), null, data.territory], 'follow-ups.wake');
  }
}

/** Events in their order, those of one type that follow each other taken together. */
function runsOf(events: readonly RecordedEvent[]): { type: string; events: RecordedEvent[] }[] {
  const runs: { type: string; events: RecordedEvent[] }[] = [];
  for (const event of events) {
    const last = runs.at(-1);
    const type = MAIL_FACTS.some((fact) => fact.type === event.type) ? 'mail' : event.type;
    if (last?.type === type) last.events.push(event);
    else runs.push({ type, events: [event] });
  }
  return runs;
}
