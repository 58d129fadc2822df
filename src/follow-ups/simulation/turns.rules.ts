import type { RecordedEvent } from '../../events/recorded-event';
import type { ReasonCode } from '../deciding/reasons.rules';
import {
  absenceOf,
  anchoringOf,
  laterOf,
  stopForActivity,
  stopForConsent,
  stopForStatus,
  stopForUnsubscription,
} from '../facts.rules';
import type { Absence } from '../sequences/absence.service';
import type { Pause } from '../sequences/enrolment.entity';
import type { Past } from './past.rules';

/** Something that happened beside the decisions and moved what is planned. */
export type Turn = { readonly at: Date } & (
  | { readonly kind: 'stop'; readonly reason: ReasonCode; readonly occurredAt: Date | null }
  | { readonly kind: 'anchor'; readonly anchorAt: Date }
  | { readonly kind: 'wake'; readonly waitsFor: ReasonCode }
  | { readonly kind: 'by-hand'; readonly step: string; readonly reason: ReasonCode }
  | { readonly kind: 'dispatch'; readonly step: string }
  | { readonly kind: 'wait'; readonly awayUntil: string; readonly workingDaysAfter: number }
);

/** @param switched when the automation was switched on or off for everybody or the lead's territory */
export function turnsOf(past: Past, switched: readonly Date[]): Turn[] {
  const turns = [
    ...past.events.flatMap((event) => turnsByEvent(event, past)),
    ...pausesEnd([...past.enrolment.pauses, ...past.enrolment.sequencePauses]),
    ...switched.map((at): Turn => ({ at, kind: 'wake', waitsFor: 'PAUSED' })),
    ...past.followUps.flatMap(turnsByHand),
  ];
  return turns
    .filter(({ at }) => at >= past.enrolment.startedAt)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function turnsByEvent(event: RecordedEvent, { history }: Past): Turn[] {
  const wake = (waitsFor: ReasonCode): Turn[] => [{ at: event.time, kind: 'wake', waitsFor }];
  switch (event.type) {
    case 'crm.lead.status.changed.v1':
      return stops(stopForStatus(event), event.time);
    case 'crm.lead.activity.logged.v1': {
      const { activityId } = event.data as { activityId: string };
      const logged = history.activities.find(({ id }) => id === activityId)?.loggedAt;
      return stops(stopForActivity(event), logged ?? event.time);
    }
    case 'crm.consent.changed.v1':
      return stops(stopForConsent(event), event.time);
    case 'crm.email.unsubscribed.v1':
      return stops(stopForUnsubscription(event), event.time);
    case 'crm.lead.sample.delivered.v1': {
      const { anchorAt } = anchoringOf(event);
      return [{ at: event.time, kind: 'anchor', anchorAt }];
    }
    case 'crm.response.classified.v1':
      return waits(laterOf(event), event.time);
    case 'crm.email.received.v1':
      return waits(absenceOf(event), event.time);
    case 'crm.lead.assigned.v1':
      return (event.data as { to: string | null }).to === null ? [] : wake('NO_OWNER');
    case 'crm.lead.clock.restarted.v1':
      return wake('CLOCK_STOPPED');
    case 'crm.lead.changed.v1':
      return (event.data as { fields: string[] }).fields.includes('automation')
        ? wake('PAUSED')
        : [];
    default:
      return [];
  }
}

function waits(found: readonly Absence[], at: Date): Turn[] {
  return found.map(({ awayUntil, workingDaysAfter }) => ({
    ...{ at, kind: 'wait', awayUntil, workingDaysAfter },
  }));
}

function stops(
  found: readonly { readonly reason: ReasonCode; readonly occurredAt?: Date }[],
  at: Date,
): Turn[] {
  return found.map(({ reason, occurredAt = null }) => ({ at, kind: 'stop', reason, occurredAt }));
}

function pausesEnd(pauses: readonly Pause[]): Turn[] {
  return pauses.flatMap(({ to }): Turn[] =>
    to === null ? [] : [{ at: new Date(to), kind: 'wake', waitsFor: 'PAUSED' }],
  );
}

function turnsByHand({
  step,
  decisions,
  approvedAt,
  dispatchedAt,
}: Past['followUps'][number]): Turn[] {
  const dropped = decisions.filter(({ decidedBy, outcome }) => decidedBy && outcome === 'skipped');
  return [
    ...dropped.map(({ decidedAt, reason }): Turn => ({
      at: decidedAt,
      kind: 'by-hand',
      step,
      reason: reason === 'DONE_BY_HAND' ? 'DONE_BY_HAND' : 'SKIPPED_BY_HAND',
    })),
    ...(approvedAt
      ? [{ at: approvedAt, kind: 'wake', waitsFor: 'AWAITING_APPROVAL' } as const]
      : []),
    ...(dispatchedAt ? [{ at: dispatchedAt, kind: 'dispatch', step } as const] : []),
  ];
}
