import type { ContactForFollowUp, LeadForFollowUp } from '../../leads';
import type { EnqueueMessage, TemplateState } from '../../whatsapp';
import { localDay, localesFor, nameOf } from '../offers/content.rules';
import { offerFor } from '../offers/offers.rules';
import type { Step } from '../sequences/steps.rules';
import { ABOUT, GATE, timeLimitOf } from './mails.rules';
import type { Situation, World } from './world.rules';

/** What a step would send by WhatsApp. */
export interface MessageDraft {
  readonly template: TemplateState;
  readonly variables: Readonly<Record<string, string>>;
  /** Variables of the template that nobody has a value for. */
  readonly missing: readonly string[];
  readonly payloads: readonly string[];
  readonly packageKey: string;
}

/** The number by which a contact has WhatsApp: the mobile one, if there is one. */
export function numberOf({ mobile, phone }: Pick<ContactForFollowUp, 'mobile' | 'phone'>) {
  return mobile ?? phone;
}

/** Null when the step has no template that is approved in a language of the contact. */
export function messageDraft(
  { whatsapp }: Step,
  lead: LeadForFollowUp,
  contact: ContactForFollowUp,
  followUpId: string,
  world: World,
): MessageDraft | null {
  const market = world.markets.get(lead.territory);
  if (!whatsapp || !market) return null;
  const approved = world.messageTemplates.filter(
    ({ key, status }) => key === whatsapp.template && status === 'approved',
  );
  const template = localesFor(contact.locale, market.locale)
    .map((locale) => approved.find((one) => one.locale === locale))
    .find((found) => found !== undefined);
  if (!template) return null;
  const values = valuesOf(lead, contact, world);
  return {
    template,
    variables: Object.fromEntries(template.variables.map((name) => [name, values[name] ?? ''])),
    missing: template.variables.filter((name) => !values[name]),
    payloads: payloadsFor(template, followUpId),
    packageKey: whatsapp.package,
  };
}

/** By the names that templates may declare. */
function valuesOf(
  { company, ownerId, territory, businessType }: LeadForFollowUp,
  contact: ContactForFollowUp,
  { owners, offers, markets, settings, now }: World,
): Record<string, string> {
  const zone = markets.get(territory)?.timeZone ?? 'utc';
  const ceiling = settings.maxDiscountPct.get(territory) ?? 100;
  const wanted = { businessType, territory, day: localDay(now, zone) };
  const { discountPct } = offerFor(offers, wanted, ceiling);
  return {
    contactName: nameOf(contact) ?? company,
    company,
    ownerName: owners.get(ownerId ?? '')?.name ?? '',
    ...(discountPct === null ? {} : { discountPct: String(discountPct) }),
  };
}

/** What the buttons name, in their order: the content that is kept under the id of the follow-up, and the follow-up itself. */
export function payloadsFor({ actions }: Pick<TemplateState, 'actions'>, id: string): string[] {
  return actions.map((action) => {
    switch (action) {
      case 'unlock':
        return `v1:unlock:grant:${id}`;
      case 'interested':
      case 'later':
        return `v1:fu:${action}:${id}`;
      case 'optout':
        return 'v1:optout';
      case 'all':
      case 'latest':
        return `v1:unlock:${action}`;
      case 'other':
        return 'v1:menu';
    }
  });
}

/**
 * The message of a follow-up that was decided to leave by WhatsApp. Its key is the follow-up's, so that it exists once
 * whatever is repeated.
 * @throws Error when the decision allowed what cannot be written, which no guard lets happen
 */
export function messageOf({ due, facts, lead, draft }: Situation): EnqueueMessage {
  const { contact, route, message } = draft;
  const phone = contact && numberOf(contact);
  if (!lead || !contact || !phone || !message || !route.consent)
    throw new Error(`The follow-up ${due.id} was decided without what it needs.`);
  const { template, variables, payloads } = message;
  return {
    idempotencyKey: `followup:${due.id}`,
    purpose: 'followup',
    to: { phone },
    subjectId: due.leadId,
    contactId: contact.id,
    content: {
      kind: 'template',
      templateKey: template.key,
      locale: template.locale,
      variables,
      payloads,
    },
    author: 'system',
    senderUserId: null,
    gate: { name: GATE, ref: due.id },
    about: { kind: ABOUT, id: due.id },
    dueAt: facts.now,
    notAfter: timeLimitOf(facts),
    consentId: route.consent.consentId,
    simulated: due.simulated || lead.simulated,
  };
}
