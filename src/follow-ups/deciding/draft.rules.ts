import type { Market } from '../../identity';
import type { ContactForFollowUp, LeadForFollowUp } from '../../leads';
import type { Place } from '../calendar/calendar.rules';
import { localDay, localesFor, variablesOf } from '../offers/content.rules';
import { offerFor, type PutTogether } from '../offers/offers.rules';
import { channelsOf, type Step } from '../sequences/steps.rules';
import { legalBasis } from './consent.rules';
import { bestRoute } from './decide.rules';
import type { Route } from './guards.rules';
import { chooseVariant, type VariantChoice } from './variants.rules';
import type { World } from './world.rules';

/** What would be sent if the decision allows it. */
export interface Draft {
  readonly contact: ContactForFollowUp | null;
  readonly route: Route;
  readonly choice: VariantChoice | null;
  readonly offer: PutTogether | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

type KnownRoute = Route & { readonly contact: ContactForFollowUp };

interface Addressing {
  readonly step: Step;
  readonly lead: LeadForFollowUp | null;
  readonly market: Market | undefined;
  readonly place: Place;
  /** The one contact that counts, if it is settled already. */
  readonly only: string | null;
}

function routesOf(
  step: Step,
  contacts: readonly ContactForFollowUp[],
  { now, suppressed }: World,
): KnownRoute[] {
  return channelsOf(step).flatMap((channel) =>
    contacts.map((contact): KnownRoute => {
      const address = channel === 'email' ? contact.email : null;
      return {
        contact,
        channel,
        contactId: contact.id,
        reachable: address !== null,
        blocked: contact.blockedAt !== null,
        consent: legalBasis(contact.consents, channel, step.thing, now),
        suppressed: address !== null && suppressed.has(address),
      };
    }),
  );
}

/** Whom it would go to, on what basis, with which template and which offer. */
export function draftOf({ step, lead, market, place, only }: Addressing, world: World): Draft {
  const contacts = lead?.contacts.filter(({ id }) => only === null || id === only) ?? [];
  const best = bestRoute(routesOf(step, contacts, world));
  if (!lead || !best || !market) return nobody(channelsOf(step)[0]);
  const { zone } = place;
  const { contact, ...route } = best;
  if (!world.letters) return { contact, route, choice: null, offer: null, variables: {} };
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
  return { contact, route, choice, offer, variables };
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
  return { contact: null, route, choice: null, offer: null, variables: {} };
}
