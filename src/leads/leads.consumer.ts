import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { Consume } from '../events';
import { LeadAssigned, SettingChanged, UserChanged, UserDeactivated } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { AccessQueries, UsersQueries } from '../identity';
import { Lead } from './lead.entity';
import { LeadRecords } from './lead-records.service';
import { PROTECTION_SETTINGS } from './protection/protection-settings.rules';
import { Protections } from './protection/protections.service';
import { TasksService } from './tasks/tasks.service';
import { SavedViews } from './views/saved-views.service';

/** Facts about people that move leads. */
@Injectable()
export class LeadsConsumer {
  constructor(
    private readonly records: LeadRecords,
    private readonly tasks: TasksService,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly protections: Protections,
    private readonly views: SavedViews,
  ) {}

  /** Who leaves hands every lead, every open task and every shared view to the successor. */
  @Consume('leads.succession', [UserDeactivated], { from: 'beginning' })
  async passOn(tx: Tx, events: readonly RecordedEvent<typeof UserDeactivated>[]): Promise<void> {
    for (const { data } of events) {
      const theirs = await tx.manager.find(Lead, {
        where: { ownerId: data.userId },
        order: { id: 'ASC' },
      });
      for (const lead of theirs)
        await this.records.handOver(tx, lead, data.successorId, 'SUCCESSION');
      await this.tasks.passOn(tx, data.userId, data.successorId);
      await this.views.passOn(tx, data.userId, data.successorId);
    }
  }

  /** Who changes team takes the leads along, so that the new manager sees them and the old one no longer. */
  @Consume('leads.team', [UserChanged], { from: 'beginning' })
  async followTeam(tx: Tx, events: readonly RecordedEvent<typeof UserChanged>[]): Promise<void> {
    for (const { data } of events) {
      if (data.teamFrom === data.teamTo) continue;
      const owner = await this.users.assignable(tx, data.userId);
      if (!owner) continue;
      const theirs = await tx.manager.find(Lead, {
        where: { ownerId: data.userId },
        order: { id: 'ASC' },
      });
      for (const { id: subjectId, territory, simulated } of theirs) {
        const place = {
          subjectId,
          kind: 'lead',
          ownerId: owner.id,
          teamId: owner.teamId,
          territory,
          simulated,
        };
        await this.access.place(tx, place);
      }
    }
  }

  /** What the former owner still had to do goes along with the lead. */
  @Consume('leads.tasks', [LeadAssigned], { from: 'beginning' })
  async takeTasksAlong(
    tx: Tx,
    events: readonly RecordedEvent<typeof LeadAssigned>[],
  ): Promise<void> {
    for (const { data } of events)
      if (data.from !== null) await this.tasks.followLead(tx, data.leadId, data.from, data.to);
  }

  /** Other terms of protection apply at once. */
  @Consume('leads.protection-terms', [SettingChanged], { from: 'now' })
  async applyTerms(tx: Tx, events: readonly RecordedEvent<typeof SettingChanged>[]): Promise<void> {
    for (const { data } of events)
      if (PROTECTION_SETTINGS.some(({ key }) => key === data.key))
        await this.protections.lookAtAll(tx, data.territory, data.userId);
  }
}
