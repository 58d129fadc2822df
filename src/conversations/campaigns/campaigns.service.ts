import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '../../core/core.problems';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { Audit, type Scope } from '../../identity';
import {
  CampaignNotFound,
  CampaignStateNotPossible,
  ContentNotApproved,
  ContentTemplateUnusable,
} from '../conversations.problems';
import { templateIn, unusable, variablesFor } from '../content/announcement.rules';
import { Announcements } from '../content/announcements.service';
import { PackagesQueries } from '../content/packages.queries';
import { CAMPAIGNS_LOOP } from './campaign-steps.service';
import { Campaign, type CampaignState } from './campaign.entity';
import type { CreateCampaign } from './campaigns.dto';

type Turn = 'start' | 'pause' | 'resume' | 'stop';

const TURNS: Readonly<Record<Turn, { from: readonly CampaignState[]; to: CampaignState }>> = {
  start: { from: ['draft'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['draft', 'running', 'paused'], to: 'stopped' },
};
/** Any contact may have these; whether one has them is asked of each. */
const ANYBODY = { name: '-', company: '-', ownerName: '-' };

/** Campaigns: who is told of kept content, begun and ended by an administrator. */
@Injectable()
export class Campaigns {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly packages: PackagesQueries,
    private readonly announcements: Announcements,
  ) {}

  /** @returns the id of the draft @throws ContentNotApproved, ContentTemplateUnusable */
  async create(scope: Scope, { roles, ...input }: CreateCampaign): Promise<string> {
    if (input.filter.owner?.includes('me'))
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/filter/owner',
            detail: {
              en: 'names the owner by id in a campaign',
              de: 'nennt den Besitzer in einer Kampagne mit seiner ID',
            },
          },
        ],
      });
    return this.db.transaction(scope, async (tx) => {
      await this.requireReady(tx, input);
      const id = this.ids.uuid();
      const createdAt = this.clock.now();
      const by = { createdBy: scope.userId, createdAt };
      await tx.manager.insert(Campaign, { ...input, id, roles: roles ?? null, ...by });
      await this.audit.write(tx, { act: 'campaigns.create', subjectId: id, after: input });
      return id;
    });
  }

  /** @throws CampaignNotFound, CampaignStateNotPossible, ContentNotApproved, ContentTemplateUnusable */
  async turn(scope: Scope, id: string, turn: Turn, why: string | null): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const campaign = await tx.manager.findOne(Campaign, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!campaign) throw new CampaignNotFound();
      const { from, to } = TURNS[turn];
      if (!from.includes(campaign.state))
        throw new CampaignStateNotPossible(undefined, { members: { state: campaign.state } });
      if (turn === 'start') await this.requireReady(tx, campaign);
      const now = this.clock.now();
      // One that is stopped as a draft began and ended at once.
      const startedAt = campaign.startedAt ?? now;
      const endedAt = to === 'stopped' ? now : null;
      await tx.manager.update(
        Campaign,
        { id },
        { state: to, stateReason: why, startedAt, endedAt },
      );
      if (turn === 'stop')
        await tx.rows(
          `UPDATE content_campaign_contacts SET state = 'skipped', reason = 'STOPPED', due_at = NULL, settled_at = $2
            WHERE campaign_id = $1 AND state = 'waiting'`,
          [id, now],
        );
      await this.audit.write(tx, { act: `campaigns.${turn}`, subjectId: id, why });
      tx.afterCommit(() => {
        this.loops.wake(CAMPAIGNS_LOOP);
      });
    });
  }

  private async requireReady(
    tx: Tx,
    { packageKey, templateKey }: Pick<Campaign, 'packageKey' | 'templateKey'>,
  ): Promise<void> {
    const content = (await this.packages.approved(tx, [packageKey])).get(packageKey);
    if (!content) throw new ContentNotApproved();
    const templates = await this.announcements.templates(tx, [templateKey]);
    const values = variablesFor(ANYBODY, { title: content.version.bodies.title.de });
    const why = unusable(templateIn(templates, templateKey, 'de'), values);
    if (why) throw new ContentTemplateUnusable(undefined, { members: { why } });
  }
}
