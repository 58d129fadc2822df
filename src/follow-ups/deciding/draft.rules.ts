import type { Market } from '../../identity';
import type { ContactForFollowUp, LeadForFollowUp } from '../../leads';
import type { Place } from '../../core/calendar/working-hours.rules';
import { localDay, localesFor, variablesOf } from '../offers/content.rules';
import { offerFor, type PutTogether } from '../offers/offers.rules';
import { type Channel, channelsLeft, channelsOf, type Step } from '../sequences/steps.rules';
import { legalBasis } from './consent.rules';
import { bestRoute, passedOver } from './decide.rules';
import type { Route } from './guards.rules';
import { type MessageDraft, messageDraft, numberOf } from './messages.rules';
import { chooseVariant, type VariantChoice } from './variants.rules';
import type { World } from './world.rules';

/** What would be sent if the decision allows it. */
export interface Draft {
  readonly contact: ContactForFollowUp | null;
  readonly route: Route;
  readonly choice: VariantChoice | null;
  readonly offer: PutTogether | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What would go by WhatsApp. */
  readonly message: MessageDraft | null;
}

type KnownRoute = Route & {
  readonly contact: ContactForFollowUp;
  readonly message: MessageDraft | null;
};

interface Addressing {
  readonly step: Step;
  readonly lead: LeadForFollowUp | null;
  readonly market: Market | undefined;
  readonly place: Place;
  /** The one contact and channel that count, if they are settled already. */
  readonly only: { readonly contactId: string; readonly channel: Channel } | null;
  readonly followUp: { readonly id: string; readonly spent: readonly Channel[] };
}

function routesOf(
  { step, lead, only, followUp }: Addressing,
  contacts: readonly ContactForFollowUp[],
  world: World,
): KnownRoute[] {
  const channels = only ? [only.channel] : channelsLeft(step, followUp.spent);
  return channels.flatMap((channel) =>
    contacts.map((contact) =>
      channel === 'email'
        ? mailRoute(step, contact, world)
        : messageRoute({ step, lead, followUp }, contact, world),
    ),
  );
}

function mailRoute(
  step: Step,
  contact: ContactForFollowUp,
  { now, suppressed }: World,
): KnownRoute {
  const { id: contactId, email: address, blockedAt, consents } = contact;
  return {
    ...{ contact, contactId, channel: 'email', message: null },
    reachable: address !== null,
    blocked: blockedAt !== null,
    consent: legalBasis(consents, 'email', step.thing, now),
    suppressed: address !== null && suppressed.has(address),
  };
}

function messageRoute(
  { step, lead, followUp }: Pick<Addressing, 'step' | 'lead' | 'followUp'>,
  contact: ContactForFollowUp,
  world: World,
): KnownRoute {
  const { now, letters } = world;
  const number = numberOf(contact);
  const reach = number === null ? undefined : world.reach.get(number);
  const message = letters && lead ? messageDraft(step, lead, contact, followUp.id, world) : null;
  return {
    ...{ contact, contactId: contact.id, channel: 'whatsapp', message },
    reachable: number !== null && !(reach?.coolUntil && reach.coolUntil > now),
    blocked: contact.blockedAt !== null,
    consent: legalBasis(contact.consents, 'whatsapp', step.thing, now),
    suppressed: Boolean(reach?.optedOutAt),
    ...(letters && { usable: message !== null && message.missing.length === 0 }),
  };
}

/** Whom it would go to, on what basis, with which template and which offer. */
export function draftOf(addressing: Addressing, world: World): Draft {
  const { step, lead, market, place, only, followUp } = addressing;
  const contacts = lead?.contacts.filter(({ id }) => !only || id === only.contactId) ?? [];
  const routes = routesOf(addressing, contacts, world);
  const best = bestRoute(routes);
  if (!lead || !best || !market)
    return nobody(only?.channel ?? channelsLeft(step, followUp.spent)[0] ?? channelsOf(step)[0]);
  const { zone } = place;
  const { contact, message, ...bare } = best;
  const instead = passedOver(routes, best, only ? [] : followUp.spent);
  const route: Route = instead.length > 0 ? { ...bare, instead } : bare;
  if (!world.letters)
    return { contact, route, choice: null, offer: null, variables: {}, message: null };
  if (route.channel === 'whatsapp')
    return { contact, route, choice: null, offer: null, variables: {}, message };
  const { settings, now } = world;
  const { territory, businessType } = lead;
  const offer = offerFor(
    world.offers,
    { businessType, territory, day: localDay(now, zone) },
    settings.maxDiscountPct.get(territory) ?? 100,
  );
  const wanted = {
    purpose: step.purpose,
    locales: localesFor(contact.locale, market.locale),
    businessType,
    season: offer.season,
    territory,
  };
  const choice = chooseVariant(world.choose, world.candidates, wanted, lead.leadId);
  const variables = variablesOf({
    lead,
    contact,
    owner: world.owners.get(lead.ownerId ?? '') ?? null,
    market,
    offer,
    validUntil: localDay(now, zone, settings.validDays.get(territory) ?? 14),
    locale: choice.winner?.locale ?? market.locale,
  });
  return { contact, route, choice, offer, variables, message: null };
}

function nobody(channel: Route['channel']): Draft {
  const route: Route = {
    channel,
    contactId: null,
    reachable: false,
    blocked: false,
    consent: null,
    suppressed: false,
  };
  return { contact: null, route, choice: null, offer: null, variables: {}, message: null };
}
