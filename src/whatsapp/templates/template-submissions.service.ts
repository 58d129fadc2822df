import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import { Database, type DbScope, systemDbScope } from '../../core/database';
import { Audit, type Scope } from '../../identity';
import { modeOf } from '../mode.rules';
import { Graph } from '../sending/graph.provider';
import { MessageTemplateNotFound, TemplateNotSubmitted } from '../whatsapp.problems';
import { TemplateStates } from '../work/template-states.service';
import { type StoredTemplate, StoredTemplates } from './stored-templates.queries';

const STATUSES: Readonly<Record<string, StoredTemplate['status']>> = {
  APPROVED: 'approved',
  REJECTED: 'rejected',
};
const OPEN: readonly StoredTemplate['status'][] = ['draft', 'rejected'];

/** Hands templates in to WhatsApp, which decides about them. */
@Injectable()
export class TemplateSubmissions {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly graph: Graph,
    private readonly stored: StoredTemplates,
    private readonly states: TemplateStates,
    private readonly audit: Audit,
  ) {}

  /** @throws MessageTemplateNotFound, TemplateNotSubmitted */
  async submit(scope: Scope, id: string): Promise<void> {
    const template = await this.find(scope, id);
    const fault = this.faultOf(template) ?? (await this.handIn(scope, template));
    if (fault !== null) throw new TemplateNotSubmitted(fault);
    await this.db.transaction(scope, (tx) =>
      this.audit.write(tx, { act: 'message-template.submit', subjectId: id }),
    );
  }

  /** @returns whether there were any */
  async submitDrafts(): Promise<boolean> {
    const scope = systemDbScope('whatsapp.templates');
    const all = await this.db.transaction(scope, (tx) => this.stored.all(tx));
    const drafts = all.filter(({ status }) => status === 'draft');
    for (const draft of drafts) {
      const fault = await this.handIn(scope, draft);
      if (fault !== null) throw new Error(`The template ${draft.key} was not taken: ${fault}`);
    }
    return drafts.length > 0;
  }

  private async find(scope: DbScope, id: string): Promise<StoredTemplate> {
    const all = await this.db.transaction(scope, (tx) => this.stored.all(tx));
    const found = all.find((template) => template.id === id);
    if (!found) throw new MessageTemplateNotFound();
    return found;
  }

  private faultOf({ status }: StoredTemplate): string | null {
    const mode = modeOf(this.config);
    if (mode === 'off') return 'WhatsApp is off.';
    if (mode === 'cloud' && this.config.get('WHATSAPP_BUSINESS_ACCOUNT_ID') === undefined)
      return 'WHATSAPP_BUSINESS_ACCOUNT_ID is not set.';
    return OPEN.includes(status) ? null : `The template is ${status}.`;
  }

  /** @returns what was wrong with it; null when it was taken */
  private async handIn(scope: DbScope, template: StoredTemplate): Promise<string | null> {
    const answer = await this.graph.submitTemplate(submissionOf(template));
    if ('fault' in answer) return answer.fault;
    await this.db.transaction(systemDbScope('whatsapp.templates', scope.correlationId), (tx) =>
      this.states.change(
        tx,
        { id: template.id },
        {
          externalId: answer.id,
          status: STATUSES[answer.status.toUpperCase()] ?? 'pending',
          reason: null,
        },
      ),
    );
    return null;
  }
}

/** As `POST /{account}/message_templates` takes it. */
function submissionOf({ name, locale, category, body, declared, buttons }: StoredTemplate): object {
  const example = declared.map(({ sample }) => sample);
  return {
    name,
    language: locale,
    category: category.toUpperCase(),
    components: [
      {
        type: 'BODY',
        text: body,
        ...(example.length > 0 && { example: { body_text: [example] } }),
      },
      ...(buttons.length > 0
        ? [{ type: 'BUTTONS', buttons: buttons.map((text) => ({ type: 'QUICK_REPLY', text })) }]
        : []),
    ],
  };
}
