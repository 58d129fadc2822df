import type { EnqueueMessage, TemplateAction, TemplateState } from '../../whatsapp';
import { type Language, type PackageBodies, said } from './items.rules';
import type { Recipient } from './recipients.rules';

/** Asked at the hand-over of an announcement; its ref is the grant. */
export const ANNOUNCEMENT_GATE = 'content-announcement';
/** What messages of grants are about. */
export const ABOUT_GRANT = 'grant';

/** Why a template cannot tell a contact of kept content. */
export type Unusable = 'unknown' | 'not-approved' | 'no-quick-reply' | `value ${string}`;

/** The template in a language, else in the other one. */
export function templateIn(
  templates: readonly TemplateState[],
  key: string,
  language: Language,
): TemplateState | null {
  const named = templates.filter((one) => one.key === key);
  return named.find(({ locale }) => locale.startsWith(language)) ?? named[0] ?? null;
}

/** By the names that templates may declare. */
export function variablesFor(
  { name, company, ownerName }: Pick<Recipient, 'name' | 'company' | 'ownerName'>,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  return { contactName: name || company, company, ownerName: ownerName ?? company, ...more };
}

/** A tap on one of these asks for what is kept. */
const OPENING: readonly TemplateAction[] = ['unlock', 'all', 'latest'];

/** What the buttons of a template name, in their order; one that means nothing to us is answered with the menu. */
export function payloadsFor({ actions }: TemplateState, grantId: string | null): string[] {
  return actions.map((action) => {
    switch (action) {
      case 'unlock':
        return grantId === null ? 'v1:unlock:all' : `v1:unlock:grant:${grantId}`;
      case 'all':
      case 'latest':
        return `v1:unlock:${action}`;
      case 'optout':
        return 'v1:optout';
      default:
        return 'v1:menu';
    }
  });
}

/** What keeps a template from being used; null when nothing does. */
export function unusable(
  template: TemplateState | null,
  values: Readonly<Record<string, string>>,
): Unusable | null {
  if (!template) return 'unknown';
  if (template.status !== 'approved') return 'not-approved';
  if (!template.actions.some((action) => OPENING.includes(action))) return 'no-quick-reply';
  const missing = template.variables.find((name) => !values[name]);
  return missing === undefined ? null : `value ${missing}`;
}

interface Announced {
  readonly grantId: string;
  readonly recipient: Recipient;
  readonly template: TemplateState;
  readonly bodies: PackageBodies;
  /** Counts the announcements of one grant. */
  readonly number: number;
  readonly dueAt: Date;
  readonly notAfter: Date;
}

/**
 * The message that tells of kept content.
 * @throws Error without a number, which nobody may be announced to
 */
export function announcementOf(announced: Announced): EnqueueMessage {
  const { grantId, recipient, template, bodies, number, dueAt, notAfter } = announced;
  const { phone, leadId, contactId, consentId, simulated } = recipient;
  if (phone === null) throw new Error(`The contact ${contactId} has no number.`);
  const title = said(bodies.title, template.locale.startsWith('de') ? 'de' : 'en');
  const values = variablesFor(recipient, { title });
  return {
    idempotencyKey: `grant:${grantId}:${String(number)}`,
    // Only what promotes is marketing: telling of something asked for is not, and both need the opt-in.
    purpose: template.category === 'marketing' ? 'marketing' : 'content',
    to: { phone },
    subjectId: leadId,
    contactId,
    content: {
      kind: 'template',
      templateKey: template.key,
      locale: template.locale,
      variables: Object.fromEntries(template.variables.map((name) => [name, values[name] ?? ''])),
      payloads: payloadsFor(template, grantId),
    },
    author: 'system',
    senderUserId: null,
    gate: { name: ANNOUNCEMENT_GATE, ref: grantId },
    about: { kind: ABOUT_GRANT, id: grantId },
    dueAt,
    notAfter,
    consentId,
    simulated,
  };
}
