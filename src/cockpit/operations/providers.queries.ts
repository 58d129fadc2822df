import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database } from '../../core/database';
import { Health } from '../../core/health';
import { EmailQueries } from '../../email';
import type { Scope } from '../../identity';
import { WebhookQueries, WhatsAppQueries } from '../../whatsapp';
import type { CHANNELS, MAIL_PROVIDERS, ProviderChannels, ProviderProbe } from './providers.dto';
import { routesOf, type Switched } from './route.rules';

type Channel = (typeof CHANNELS)[number];

/** Who knows how messages leave. */
@Injectable()
export class ProviderSources {
  constructor(
    readonly config: Config,
    readonly health: Health,
    readonly email: EmailQueries,
    readonly whatsapp: WhatsAppQueries,
    readonly webhook: WebhookQueries,
  ) {}
}

/** The ways out of the house: what waits before them, and how they did in the last day. */
@Injectable()
export class ProvidersQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sources: ProviderSources,
  ) {}

  async read(scope: Scope): Promise<ProviderChannels> {
    const { email, whatsapp, webhook } = this.sources;
    const now = this.clock.now();
    return this.db.transaction(scope, async (tx) => {
      const mails = await email.leaving(tx);
      const messages = await whatsapp.leaving(tx);
      const number = await webhook.number(tx);
      const stoppedBy = number?.blockedBy ?? null;
      const circuits = await email.circuits(tx);
      const shown = ({ hours, failures, ...queue }: typeof mails, switched: Switched[]) => ({
        ...queue,
        routes: routesOf(hours, failures, now, switched),
      });
      return {
        asOf: now.toISOString(),
        items: [
          {
            channel: 'email',
            mode: this.modeOf('email'),
            stoppedBy: null,
            stoppedAt: null,
            ...shown(mails, circuits),
          },
          {
            channel: 'whatsapp',
            mode: this.modeOf('whatsapp'),
            stoppedBy,
            stoppedAt: stoppedBy === null ? null : (number?.changedAt.toISOString() ?? null),
            ...shown(messages, []),
          },
        ],
      };
    });
  }

  /** Asks the door itself, which may take as long as it takes to answer. */
  async probe(channel: Channel): Promise<ProviderProbe> {
    const found = await this.sources.health.probe(channel);
    const isAsked = this.modeOf(channel) === 'off' || found?.state !== 'off';
    return {
      asOf: this.clock.now().toISOString(),
      channel,
      state: isAsked ? (found?.state ?? null) : null,
      latencyMs: found?.latencyMs ?? null,
      // Of mail the detail is its mode; of WhatsApp it is what is wrong, with commas between.
      reasons: channel === 'whatsapp' ? (found?.detail?.split(', ') ?? []) : [],
    };
  }

  /** Asks one provider of mail, with what it says when it would take none. */
  async probeMail(provider: (typeof MAIL_PROVIDERS)[number]): Promise<ProviderProbe> {
    const { config, email } = this.sources;
    const isAsked = config.runs('worker') && config.emailProviders.includes(provider);
    const before = performance.now();
    const [asked] = isAsked ? await email.askProviders([provider]) : [];
    const fault = asked?.fault ?? null;
    return {
      asOf: this.clock.now().toISOString(),
      channel: 'email',
      state: asked ? (fault === null ? 'ok' : 'down') : null,
      latencyMs: asked ? Math.round((performance.now() - before) * 100) / 100 : null,
      reasons: fault === null ? [] : [fault],
    };
  }

  private modeOf(channel: Channel): string {
    const { config, webhook } = this.sources;
    return channel === 'email' ? config.get('EMAIL_MODE') : webhook.mode;
  }
}
