import type { MessageContent } from './enqueue.rules';

export interface Button {
  readonly label: string;
  readonly payload: string;
}

/** What of a template a message needs. */
export interface TemplateText {
  readonly name: string;
  readonly locale: string;
  readonly body: string;
  readonly variables: readonly string[];
  readonly buttons: readonly string[];
}

/** The buttons under a message. @param labels those of its template */
export function buttonsOf(content: MessageContent, labels: readonly string[]): Button[] {
  if (content.kind === 'buttons')
    return content.buttons.map(({ id, title }) => ({ label: title, payload: id }));
  if (content.kind !== 'template') return [];
  return labels.map((label, at) => ({ label, payload: content.payloads[at] ?? label }));
}

const PLACE = /\{\{(\d{1,2})\}\}/g;

/** What the reader sees. @param template of a message that is one */
export function textOf(content: MessageContent, template: TemplateText | null): string {
  switch (content.kind) {
    case 'text':
    case 'buttons':
      return content.body;
    case 'template': {
      const { variables } = content;
      return (template?.body ?? '').replace(PLACE, (_, nr: string) => {
        return variables[template?.variables[Number(nr) - 1] ?? ''] ?? '';
      });
    }
    default:
      return content.caption ?? content.filename ?? '';
  }
}

/** The message as the Graph API takes it; the callback data come back in every receipt. */
export function bodyOf(
  { to, content, callbackData }: { to: string; content: MessageContent; callbackData: string },
  template: TemplateText | null,
): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to,
    biz_opaque_callback_data: callbackData,
    ...partOf(content, template),
  };
}

function partOf(content: MessageContent, template: TemplateText | null): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.body, preview_url: false } };
    case 'buttons':
      return {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: content.body },
          action: {
            buttons: content.buttons.map((reply) => ({ type: 'reply', reply })),
          },
        },
      };
    case 'template':
      return { type: 'template', template: templatePart(content, template) };
    default: {
      const { kind, link, caption, filename } = content;
      const named = kind === 'document' && filename ? { filename } : {};
      return { type: kind, [kind]: { link, ...(caption && { caption }), ...named } };
    }
  }
}

function templatePart(
  content: Extract<MessageContent, { kind: 'template' }>,
  template: TemplateText | null,
): Record<string, unknown> {
  const parameters = (template?.variables ?? []).map((name) => ({
    type: 'text',
    text: content.variables[name] ?? '',
  }));
  const buttons = content.payloads.map((payload, index) => ({
    type: 'button',
    sub_type: 'quick_reply',
    index: String(index),
    parameters: [{ type: 'payload', payload }],
  }));
  return {
    name: template?.name ?? '',
    language: { code: template?.locale ?? '' },
    components: [...(parameters.length > 0 ? [{ type: 'body', parameters }] : []), ...buttons],
  };
}

const MOST = { text: 4096, body: 1024, title: 20, id: 256, payload: 128 };

/** What makes a message one that WhatsApp would refuse, null when nothing does. */
export function contentFault(
  content: MessageContent,
  template: TemplateText | null,
): string | null {
  switch (content.kind) {
    case 'text':
      return within('body', content.body, MOST.text);
    case 'buttons':
      if (content.buttons.length < 1 || content.buttons.length > 3) return 'has 1 to 3 buttons';
      return (
        within('body', content.body, MOST.body) ??
        firstFault(content.buttons.map(({ title }) => within('title', title, MOST.title))) ??
        firstFault(content.buttons.map(({ id }) => within('id', id, MOST.id)))
      );
    case 'template':
      return templateFault(content, template);
    default:
      if (!/^https?:\/\//.test(content.link)) return 'the link is no address';
      return content.caption ? within('caption', content.caption, MOST.body) : null;
  }
}

function templateFault(
  { variables, payloads, templateKey, locale }: Extract<MessageContent, { kind: 'template' }>,
  template: TemplateText | null,
): string | null {
  if (!template) return `there is no template ${templateKey} in ${locale}`;
  const missing = template.variables.find((name) => !variables[name]?.trim());
  if (missing !== undefined) return `the variable ${missing} is missing`;
  if (payloads.length > template.buttons.length)
    return `the template has ${String(template.buttons.length)} buttons`;
  return firstFault(payloads.map((payload) => within('payload', payload, MOST.payload)));
}

function firstFault(faults: readonly (string | null)[]): string | null {
  return faults.find((fault) => fault !== null) ?? null;
}

function within(what: string, text: string, most: number): string | null {
  return text.length >= 1 && text.length <= most
    ? null
    : `the ${what} has 1 to ${String(most)} characters`;
}
