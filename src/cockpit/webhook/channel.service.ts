import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Health } from '../../core/health';
import { WebhookQueries, WhatsAppQueries } from '../../whatsapp';
import { faultsOf, stateOf, STOPPED_TEMPLATES } from './figures.rules';
import { ProbesQueries } from './probes.queries';

/** How the channel is. Counts of the whole channel name nobody, so that they are read with the system's rights. */
@Injectable()
export class ChannelState {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    readonly intake: WebhookQueries,
    private readonly whatsapp: WhatsAppQueries,
    private readonly probes: ProbesQueries,
    health: Health,
  ) {
    health.register('whatsapp', () => this.probe());
  }

  /** @param since from when on minutes of the intake are read */
  async read<T>(since: Date, more: (tx: Tx) => Promise<T>) {
    const now = this.clock.now();
    return this.db.transaction(systemDbScope('cockpit:channel'), async (tx) => {
      const { mode } = this.intake;
      const backlog = await this.intake.backlog(tx);
      const number = await this.intake.number(tx);
      const templates = await this.whatsapp.templates(tx);
      const templatesPaused = templates.filter(({ status }) =>
        STOPPED_TEMPLATES.includes(status),
      ).length;
      const minutes = await this.intake.minutes(tx, since, new Date(now.getTime() + 1));
      const faults =
        mode === 'off'
          ? []
          : faultsOf(
              {
                mode,
                blockedBy: number?.blockedBy ?? null,
                quality: number?.quality ?? null,
                oldestWaitingAt: backlog.oldestAt,
                dead: backlog.dead,
                templatesPaused,
                isProbeHealthy: await this.probes.newest(tx),
              },
              now,
            );
      return {
        mode,
        backlog,
        number,
        templatesPaused,
        lastReceivedAt: await this.intake.lastReceivedAt(tx),
        minutes,
        faults,
        state: stateOf(mode, faults),
        more: await more(tx),
      };
    });
  }

  private async probe() {
    if (this.intake.mode === 'off') return { state: 'off' as const };
    const { state, faults } = await this.read(this.clock.now(), () => Promise.resolve(null));
    return {
      state: state === 'healthy' ? ('ok' as const) : state,
      ...(faults.length > 0 && { detail: faults.join(', ') }),
    };
  }
}
