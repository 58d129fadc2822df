import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import { Loops } from '../core/loops';
import { Consume } from '../events';
import {
  ButtonClicked,
  CanaryStarted,
  ConsentChanged,
  EmailCancelled,
  EmailComplained,
  EmailFailed,
  EmailReceived,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
  InstallationConfirmed,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadClockRestarted,
  LeadProtectionLapsed,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  LeadUnmerged,
  MessageReceived,
  MessageSent,
  MessageStatusChanged,
  MessageTemplateChanged,
  ResponseClassified,
  SettingChanged,
} from '../events/catalogue';
import type { EventDefinition } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { LeadsService } from '../leads';
import { Canaries } from './canary/canaries.service';
import { DUE_LOOP } from './deciding/follow-up.runner';
import { HandOvers } from './deciding/hand-over.service';
import type { ReasonCode } from './deciding/reasons.rules';
import { CONSENT_MISSING, OWNER_MISSING } from './deciding/settling.rules';
import { Absences } from './sequences/absence.service';
import { Ending } from './sequences/ending.service';
import { Planning } from './sequences/planning.service';
import { Replanning } from './sequences/replanning.service';
import { Resuming } from './sequences/resuming.service';
import {
  anchoringOf,
  absenceOf,
  laterOf,
  messageReportOf,
  reportOf,
  resumptionOf,
  stopForActivity,
  stopForAnswer,
  stopForComplaint,
  stopForConsent,
  stopForLapse,
  stopForMessage,
  stopForStatus,
  stopForTap,
  stopForUnsubscription,
  wishOfChange,
  wishOfRegistration,
} from './facts.rules';
import { FollowUpsEnabled } from './settings.rules';

const MAIL_FACTS = [EmailSent, EmailFailed, EmailUnknown, EmailSuppressed, EmailCancelled];
const MESSAGE_FACTS = [MessageSent, MessageStatusChanged];

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
    private readonly replanning: Replanning,
    private readonly ending: Ending,
    private readonly resuming: Resuming,
    private readonly handOvers: HandOvers,
    private readonly leads: LeadsService,
    private readonly absences: Absences,
    private readonly canaries: Canaries,
  ) {
    const take = <D extends EventDefinition>(
      definition: D,
      act: (tx: Tx, events: readonly Of<D>[]) => Promise<void>,
    ): readonly [string, Take] => [definition.type, (tx, events) => act(tx, events)];
    this.takes = new Map([
      take(LeadRegistered, (tx, events) => this.planning.enrol(tx, events.map(wishOfRegistration))),
      take(LeadChanged, (tx, events) => this.changed(tx, events)),
      take(LeadAssigned, (tx, events) => this.assigned(tx, events)),
      take(LeadClockRestarted, (tx, events) =>
        this.wake(tx, 'CLOCK_STOPPED', { leads: events.map(({ data }) => data.leadId) }),
      ),
      take(LeadSampleDelivered, (tx, events) =>
        this.replanning.anchor(tx, events.map(anchoringOf)),
      ),
      take(LeadStatusChanged, (tx, events) => this.ending.stop(tx, events.flatMap(stopForStatus))),
      take(LeadUnmerged, (tx, events) => this.resuming.resume(tx, events.map(resumptionOf))),
      take(LeadProtectionLapsed, (tx, events) => this.ending.stop(tx, events.map(stopForLapse))),
      take(LeadActivityLogged, (tx, events) =>
        this.ending.stop(tx, events.flatMap(stopForActivity)),
      ),
      take(ConsentChanged, (tx, events) => this.consented(tx, events)),
      take(EmailUnsubscribed, (tx, events) =>
        this.ending.stop(tx, events.flatMap(stopForUnsubscription)),
      ),
      take(EmailReceived, async (tx, events) => {
        await this.ending.stop(tx, events.flatMap(stopForAnswer));
        await this.absences.wait(tx, events.flatMap(absenceOf));
      }),
      take(EmailComplained, (tx, events) => this.ending.stop(tx, events.flatMap(stopForComplaint))),
      take(MessageReceived, (tx, events) => this.ending.stop(tx, events.flatMap(stopForMessage))),
      take(ButtonClicked, (tx, events) => this.ending.stop(tx, events.flatMap(stopForTap))),
      take(ResponseClassified, (tx, events) => this.absences.wait(tx, events.flatMap(laterOf))),
      take(MessageTemplateChanged, (tx) => this.wake(tx, 'TEMPLATE_INCOMPLETE')),
      take(MessageSent, (tx, events) => this.reportMessages(tx, events)),
      take(MessageStatusChanged, (tx, events) => this.reportMessages(tx, events)),
      take(CanaryStarted, (tx, events) => this.canaries.plan(tx, events)),
      take(InstallationConfirmed, (tx) => this.wake(tx, 'FENCED')),
      take(SettingChanged, (tx, events) => this.resume(tx, events)),
    ]);
  }

  @Consume(
    'follow-ups.follow',
    [
      LeadRegistered,
      LeadChanged,
      LeadAssigned,
      LeadClockRestarted,
      LeadSampleDelivered,
      LeadStatusChanged,
      LeadUnmerged,
      LeadProtectionLapsed,
      LeadActivityLogged,
      ConsentChanged,
      EmailUnsubscribed,
      EmailReceived,
      EmailComplained,
      CanaryStarted,
      InstallationConfirmed,
      SettingChanged,
      MessageReceived,
      ButtonClicked,
      ResponseClassified,
      MessageTemplateChanged,
      ...MESSAGE_FACTS,
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

  private async reportMessages(
    tx: Tx,
    events: readonly (Of<typeof MessageSent> | Of<typeof MessageStatusChanged>)[],
  ): Promise<void> {
    await this.handOvers.take(tx, events.flatMap(messageReportOf));
  }

  /** A lead that lacked a contact is enrolled; one whose automation was paused or let go is asked again. */
  private async changed(tx: Tx, events: readonly Of<typeof LeadChanged>[]): Promise<void> {
    await this.planning.enrol(tx, events.map(wishOfChange));
    const turned = events.flatMap(({ data }) =>
      data.fields.includes('automation') ? data.leadId : [],
    );
    if (turned.length > 0) await this.wake(tx, 'PAUSED', { leads: turned });
  }

  /** Somebody looks after it again: what waited for that is asked again, and nobody has to see to it any more. */
  private async assigned(tx: Tx, events: readonly Of<typeof LeadAssigned>[]): Promise<void> {
    const leads = events.flatMap(({ data }) => (data.to === null ? [] : data.leadId));
    await this.leads.closeTasks(tx, leads, OWNER_MISSING);
    await this.wake(tx, 'NO_OWNER', { leads });
  }

  private async consented(tx: Tx, events: readonly Of<typeof ConsentChanged>[]): Promise<void> {
    await this.ending.stop(tx, events.flatMap(stopForConsent));
    const given = events.flatMap(({ data: { purpose, state, leadId } }) =>
      purpose === 'advertising' && state === 'given' ? leadId : [],
    );
    await this.leads.closeTasks(tx, given, CONSENT_MISSING);
  }

  private async resume(tx: Tx, events: readonly Of<typeof SettingChanged>[]): Promise<void> {
    for (const { data } of events)
      if (data.key === FollowUpsEnabled.key)
        await this.wake(tx, 'PAUSED', { territory: data.territory });
  }

  /** What waited for this is asked again at once, whichever way it turned. */
  private async wake(
    tx: Tx,
    waitsFor: ReasonCode,
    { leads = null, territory = null }: { leads?: string[] | null; territory?: string | null } = {},
  ): Promise<void> {
    await tx.rows(WAKE, [waitsFor, this.clock.now(), leads, territory], 'follow-ups.wake');
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
