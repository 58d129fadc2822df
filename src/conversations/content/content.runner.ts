import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Loops } from '../../core/loops';
import { CAMPAIGNS_LOOP, CampaignSteps } from '../campaigns/campaign-steps.service';
import { Grants } from './grants.service';
import { Prompts, PROMPTS_JOB } from './prompts.service';

const GRANTS_LOOP = 'conversations.grants';

/** What is due by itself: campaigns, prompts, and the end of what nobody asked for. */
@Injectable()
export class ContentRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly grants: Grants,
    private readonly prompts: Prompts,
    private readonly campaigns: CampaignSteps,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: GRANTS_LOOP,
      everySeconds: 60,
      step: () => this.db.transaction(systemDbScope(GRANTS_LOOP), (tx) => this.grants.expire(tx)),
      nextDue: (now) =>
        this.db.transaction(systemDbScope(GRANTS_LOOP), (tx) => this.grants.nextExpiry(tx, now)),
    });
    this.loops.register({
      name: PROMPTS_JOB,
      everySeconds: 60,
      step: () => this.prompts.step(),
      nextDue: (now) => this.prompts.nextDue(now),
    });
    this.loops.register({
      name: CAMPAIGNS_LOOP,
      everySeconds: 15,
      step: () => this.campaigns.step(),
      nextDue: (now) => this.campaigns.nextDue(now),
    });
  }
}
