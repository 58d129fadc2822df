import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { type Scope, UsersQueries } from '../../identity';
import { type LeadForFollowUp, LeadsQueries, Pages } from '../../leads';
import { type TemplateState, WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import {
  ChannelCannotSend,
  ConversationNotFound,
  TemplateNotUsable,
  WindowClosed,
} from '../conversations.problems';
import type { Conversation } from '../threads/conversation.entity';
import { Desk } from '../threads/desk.service';
import { isWindowOpen } from '../threads/states.rules';
import { Threads } from '../threads/threads.service';
import { ConversationsQueries } from './conversations.queries';
import type { ChatWords, SendableTemplates, ThreadMessage } from './inbox.dto';
import { bodyOf, filledFor, missingOf, payloadsOf } from './template-words.rules';

const DAY_MS = 86_400_000;

/** What people write into chats. */
@Injectable()
export class Sending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly pages: Pages,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly whatsapp: WhatsAppService,
    private readonly chats: WhatsAppQueries,
    private readonly threads: Threads,
    private readonly desk: Desk,
    private readonly queries: ConversationsQueries,
  ) {}

  /**
   * Writes to the contact; whoever writes answers from then on.
   * @throws ChannelCannotSend in a thread by mail
   * @throws WindowClosed for free words outside the customer service window
   */
  async send(scope: Scope, id: string, message: ChatWords): Promise<ThreadMessage> {
    return this.db.transaction(scope, async (tx) => {
      const found = await this.desk.lock(tx, id);
      if (!found) throw new ConversationNotFound();
      const { whatsappContactId } = found;
      if (found.channel !== 'whatsapp' || whatsappContactId === null) throw new ChannelCannotSend();
      const content = await this.contentOf(tx, found, whatsappContactId, message);
      const now = this.clock.now();
      const conversation = await this.threads.forWriting(tx, found, now);
      const [queued] = await this.whatsapp.enqueueAll(tx, [
        {
          ...{ idempotencyKey: `inbox:${this.ids.uuid()}`, purpose: content.purpose },
          ...{ to: { whatsappContactId }, subjectId: found.subjectId, contactId: found.contactId },
          ...{ content: content.content, author: 'user', senderUserId: scope.userId },
          ...{ about: { kind: 'conversation', id: conversation.id }, dueAt: now },
          ...{ notAfter: content.notAfter, consentId: content.consentId },
          simulated: found.simulated,
        },
      ]);
      const channelMessageId = queued?.messageId ?? '';
      await this.threads.say(tx, conversation, {
        ...{ channel: 'whatsapp', channelMessageId, author: 'user', senderUserId: scope.userId },
        ...{ kind: content.content.kind, templateKey: content.templateKey, text: content.text },
        ...{ repliesToId: null, about: { kind: 'conversation', id: conversation.id } },
        ...{ occurredAt: now, simulated: found.simulated },
      });
      await this.desk.takeUp(tx, conversation, scope.userId);
      return this.queries.message(tx, channelMessageId);
    });
  }

  /** Approved ones, in the language of the contact first, with what is known filled in. */
  async templates(scope: Scope, id: string): Promise<SendableTemplates> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const { leadId, channel, contact, language } = await this.queries.view(tx, id);
      if (channel !== 'whatsapp') return { items: [], ...asOf };
      const lead = (await this.leads.forFollowUps(tx, [leadId])).get(leadId);
      const known = await this.known(tx, lead, contact?.id ?? null);
      const approved = (await this.chats.templates(tx)).filter(isApproved);
      const first = (locale: string) => (locale.startsWith(language ?? 'de') ? 0 : 1);
      return {
        items: approved
          .toSorted((a, b) => first(a.locale) - first(b.locale) || (a.key < b.key ? -1 : 1))
          .map(({ key, locale, category, body, variables, buttons }) => ({
            ...{ key, locale, category, body, variables: [...variables], buttons: [...buttons] },
            filled: filledFor(variables, known),
          })),
        ...asOf,
      };
    });
  }

  private async contentOf(
    tx: Tx,
    conversation: Conversation,
    whatsappContactId: string,
    message: ChatWords,
  ) {
    const now = this.clock.now();
    if (message.kind === 'template') return this.templateOf(tx, conversation, message);
    const windows = await this.chats.windows(tx, [whatsappContactId]);
    const until = windows.get(whatsappContactId) ?? null;
    if (until === null || !isWindowOpen(until, now))
      throw new WindowClosed(undefined, {
        members: { windowExpiresAt: conversation.cswExpiresAt?.toISOString() ?? null },
      });
    return {
      content: { kind: 'text' as const, body: message.text },
      ...{ purpose: 'service' as const, notAfter: until, consentId: null },
      ...{ templateKey: null, text: message.text },
    };
  }

  /** @throws TemplateNotUsable unless it is approved, and agreed to when it advertises */
  private async templateOf(
    tx: Tx,
    { subjectId, contactId }: Conversation,
    { templateKey, locale, variables: given }: Extract<ChatWords, { kind: 'template' }>,
  ) {
    const template = (await this.chats.templates(tx, [templateKey])).find(
      (one) => one.locale === locale,
    );
    if (!template || !isApproved(template))
      throw new TemplateNotUsable(undefined, {
        members: { because: template?.status ?? 'unknown' },
      });
    const lead = (await this.leads.forFollowUps(tx, [subjectId])).get(subjectId);
    const isMarketing = template.category === 'marketing';
    const consentId = isMarketing ? consentOf(lead, contactId) : null;
    if (isMarketing && consentId === null)
      throw new TemplateNotUsable(undefined, { members: { because: 'no-consent' } });
    const known = await this.known(tx, lead, contactId);
    const variables = { ...filledFor(template.variables, known), ...given };
    const missing = missingOf(template.variables, variables);
    if (missing.length > 0)
      throw new InvalidRequest(undefined, {
        errors: missing.map((name) => ({
          pointer: `#/variables/${name}`,
          detail: { en: 'is needed', de: 'wird gebraucht' },
        })),
      });
    return {
      content: {
        ...{ kind: 'template' as const, templateKey, locale, variables },
        payloads: payloadsOf(template.actions),
      },
      purpose: isMarketing ? ('marketing' as const) : ('service' as const),
      notAfter: new Date(this.clock.now().getTime() + DAY_MS),
      ...{ consentId, templateKey, text: bodyOf(template.body, variables) },
    };
  }

  private async known(
    tx: Tx,
    lead: LeadForFollowUp | undefined,
    contactId: string | null,
  ): Promise<Readonly<Record<string, string | null>>> {
    const contact = lead?.contacts.find(({ id }) => id === contactId);
    const owner = lead?.ownerId ?? null;
    const names = await this.users.names(tx, [owner]);
    const name = [contact?.firstName, contact?.lastName].filter(Boolean).join(' ');
    return {
      ...{ contact_name: name || null, contact_first_name: contact?.firstName ?? null },
      ...{ company: lead?.company ?? null, owner_name: names.get(owner ?? '') ?? null },
    };
  }
}

function isApproved({ status }: TemplateState): boolean {
  return status === 'approved';
}

/** What a contact has agreed to, or null. */
function consentOf(lead: LeadForFollowUp | undefined, contactId: string | null): string | null {
  const contact = lead?.contacts.find(({ id }) => id === contactId);
  const given = contact?.consents.find(
    ({ channel, state }) => channel === 'whatsapp' && state === 'given',
  );
  return given?.consentId ?? null;
}
