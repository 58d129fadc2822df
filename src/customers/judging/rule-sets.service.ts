import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { StaleVersion } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope } from '../../identity';
import { RuleSetNotDraft, RuleSetNotFound } from '../customers.problems';
import { Judge } from './evaluate.rules';
import { RuleSet } from './rule-set.entity';
import type { ChangeRules, DraftRules, RuleSetList, RuleSetView } from './rule-sets.dto';

/** Versions of the rules: drafts are edited, one is active, and what was active stays as it was. */
@Injectable()
export class RuleSets {
  private remembered: { id: string; version: number; judge: Judge } | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
  ) {}

  /** The active one; its rules never change, so that they are read only once. */
  async active(tx: Tx): Promise<{ id: string; version: number; judge: Judge }> {
    const [row] = await tx.rows<{ id: string; version: number }>(
      `SELECT id, version FROM conversion_rule_sets WHERE state = 'active'`,
      [],
      'rule-sets.active',
    );
    if (!row) throw new Error('No rule set is active.');
    if (this.remembered?.id !== row.id) {
      const { rules } = await tx.manager.findOneByOrFail(RuleSet, { id: row.id });
      this.remembered = { ...row, judge: new Judge(rules) };
    }
    return this.remembered;
  }

  async list(scope: Scope): Promise<RuleSetList> {
    return this.db.transaction(scope, async (tx) => {
      const sets = await tx.manager.find(RuleSet, { order: { createdAt: 'DESC', id: 'DESC' } });
      return { items: sets.map(viewOf) };
    });
  }

  async get(scope: Scope, id: string): Promise<RuleSetView> {
    return this.db.transaction(scope, async (tx) => viewOf(await this.find(tx, id)));
  }

  async find(tx: Tx, id: string): Promise<RuleSet> {
    const set = await tx.manager.findOneBy(RuleSet, { id });
    if (!set) throw new RuleSetNotFound();
    return set;
  }

  async draft(scope: Scope, { name, rules, basedOnId }: DraftRules): Promise<RuleSetView> {
    return this.db.transaction(scope, async (tx) => {
      if (basedOnId !== undefined) await this.find(tx, basedOnId);
      const id = this.ids.uuid();
      await tx.manager.insert(RuleSet, {
        ...{ id, state: 'draft', name, rules, basedOnId: basedOnId ?? null },
        ...{ createdAt: this.clock.now(), createdBy: scope.userId },
      });
      return viewOf(await this.find(tx, id));
    });
  }

  /** @throws RuleSetNotDraft, StaleVersion when somebody saved another revision in the meantime */
  async change(scope: Scope, id: string, change: ChangeRules): Promise<RuleSetView> {
    return this.db.transaction(scope, async (tx) => {
      const set = await this.lockDraft(tx, id);
      if (set.revision !== change.revision)
        throw new StaleVersion(undefined, { members: { revision: set.revision } });
      const { name, rules, revision } = change;
      await tx.manager.update(RuleSet, { id }, { name, rules, revision: revision + 1 });
      return viewOf(await this.find(tx, id));
    });
  }

  /** Puts a draft in the place of what was active. */
  async activate(scope: Scope, id: string): Promise<RuleSetView> {
    return this.db.transaction(scope, async (tx) => {
      await this.lockDraft(tx, id);
      const now = this.clock.now();
      const [before] = await tx.rows<{ id: string }>(
        `UPDATE conversion_rule_sets SET state = 'archived', archived_at = $1 WHERE state = 'active' RETURNING id`,
        [now],
      );
      await tx.rows(
        `UPDATE conversion_rule_sets SET state = 'active', activated_at = $2, activated_by = $3,
                version = (SELECT coalesce(max(version), 0) + 1 FROM conversion_rule_sets) WHERE id = $1`,
        [id, now, scope.userId],
      );
      await this.audit.write(tx, {
        act: 'conversion-rules.activate',
        before: before ? { ruleSetId: before.id } : null,
        after: { ruleSetId: id },
      });
      return viewOf(await this.find(tx, id));
    });
  }

  private async lockDraft(tx: Tx, id: string): Promise<RuleSet> {
    const set = await tx.manager.findOne(RuleSet, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!set) throw new RuleSetNotFound();
    if (set.state !== 'draft') throw new RuleSetNotDraft();
    return set;
  }
}

function viewOf(set: RuleSet): RuleSetView {
  const { id, version, revision, state, name, rules, basedOnId } = set;
  return {
    ...{ id, version, revision, state, name, rules, basedOnId },
    createdAt: set.createdAt.toISOString(),
    activatedAt: set.activatedAt?.toISOString() ?? null,
    archivedAt: set.archivedAt?.toISOString() ?? null,
  };
}
