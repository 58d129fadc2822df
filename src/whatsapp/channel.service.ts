import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import { Database, systemDbScope } from '../core/database';
import { Loops } from '../core/loops';
import { Audit, type Scope } from '../identity';
import { WebhookQueries } from './intake/webhook.queries';
import { modeOf } from './mode.rules';
import { SEND_LOOP } from './sending/message.rules';
import { StoredTemplates } from './templates/stored-templates.queries';
import type {
  ListWebhookDeadLetters,
  MessageNumberView,
  MessageTemplateList,
  WebhookDeadLetterPage,
} from './whatsapp.dto';
import { NumberNotFound } from './whatsapp.problems';
import { Numbers } from './work/numbers.service';

/** The channel as its administrator sees it. */
@Injectable()
export class Channel {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly numbers: Numbers,
    private readonly webhook: WebhookQueries,
    private readonly stored: StoredTemplates,
    private readonly audit: Audit,
  ) {}

  async templates(scope: Scope): Promise<MessageTemplateList> {
    const all = await this.db.transaction(scope, (tx) => this.stored.all(tx));
    return {
      items: all.map((template) => ({
        id: template.id,
        version: template.version,
        key: template.key,
        locale: template.locale,
        name: template.name,
        status: template.status,
        category: template.category,
        quality: template.quality,
        reason: template.reason,
        body: template.body,
        variables: [...template.variables],
        buttons: template.buttons.map((label, at) => ({
          label,
          action: template.actions[at] ?? 'other',
        })),
        changedAt: template.changedAt.toISOString(),
      })),
      asOf: this.now(),
    };
  }

  async number(scope: Scope): Promise<MessageNumberView> {
    const known = await this.db.transaction(scope, (tx) => this.webhook.number(tx));
    const mode = modeOf(this.config);
    return {
      mode,
      phoneNumberId: mode === 'off' ? null : this.numbers.own,
      displayNumber: known?.displayNumber ?? null,
      quality: known?.quality ?? null,
      limit: known?.limit ?? null,
      blockedBy: known?.blockedBy ?? null,
      changedAt: known?.changedAt.toISOString() ?? null,
      asOf: this.now(),
    };
  }

  /** Somebody has put right at Meta what stopped us: what waits goes on. @throws NumberNotFound when nothing stops it */
  async release(scope: Scope, reason: string): Promise<MessageNumberView> {
    const before = await this.number(scope);
    if (before.blockedBy === null) throw new NumberNotFound();
    await this.db.transaction(
      systemDbScope('whatsapp.release', scope.correlationId),
      async (tx) => {
        await this.numbers.change(tx, null, { blockedBy: null });
        tx.afterCommit(() => this.loops.wake(SEND_LOOP));
      },
    );
    await this.db.transaction(scope, (tx) =>
      this.audit.write(tx, {
        act: 'whatsapp.release',
        before: { blockedBy: before.blockedBy },
        why: reason,
      }),
    );
    return this.number(scope);
  }

  async deadLetters(
    scope: Scope,
    { limit, cursor }: ListWebhookDeadLetters,
  ): Promise<WebhookDeadLetterPage> {
    const rows = await this.db.transaction(scope, (tx) =>
      this.webhook.deadLetters(tx, { limit: limit + 1, cursor: cursor ?? null }),
    );
    const items = rows.slice(0, limit).map(({ receivedAt, diedAt, ...row }) => ({
      ...row,
      receivedAt: receivedAt.toISOString(),
      diedAt: diedAt.toISOString(),
    }));
    const nextCursor = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
    return { items, nextCursor, asOf: this.now() };
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
