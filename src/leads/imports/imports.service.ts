import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { Audit, type Scope } from '../../identity';
import { headerKey, mappingFault } from './import-fields.rules';
import { needsApproval } from './import-limits.rules';
import type { ChangeImport } from './imports.dto';
import { ImportMappingInvalid } from './imports.problems';
import { ImportsQueries } from './imports.queries';
import { LeadImportMapping } from './lead-import-mapping.entity';
import { LeadImport } from './lead-import.entity';
import { IMPORTS_LOOP } from './upload.service';

const PREVIEW_FROM_START = {
  state: 'ANALYSING',
  readOn: null,
  readTo: 0,
  readCount: 0,
  createCount: 0,
  skipCount: 0,
  failCount: 0,
  duplicateCount: 0,
  attempts: 0,
} as const;

/** What people decide about an import. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly imports: ImportsQueries,
  ) {}

  /** Says what the columns mean, which begins the preview anew, and what follow-ups count from. */
  async change(scope: Scope, id: string, { mapping, countFrom }: ChangeImport): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await this.imports.lock(tx, id, ['MAPPING', 'ANALYSING', 'READY']);
      if (countFrom) await tx.manager.update(LeadImport, id, { countFrom });
      if (!mapping) return;
      const fault = mappingFault(mapping, found.header.length);
      if (fault) throw new ImportMappingInvalid(fault);
      await tx.manager.update(LeadImport, id, {
        ...PREVIEW_FROM_START,
        mapping,
        mappingSource: 'chosen',
      });
      const key = { userId: scope.userId ?? '', headerKey: headerKey(found.header) };
      await tx.manager.upsert(LeadImportMapping, { ...key, mapping }, ['userId', 'headerKey']);
    });
    this.loops.wake(IMPORTS_LOOP);
  }

  /** Begins the execution, or asks a manager; a second request changes nothing. */
  async execute(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await this.imports.lock(tx, id, [
        'READY',
        'AWAITING_APPROVAL',
        'EXECUTING',
        'DONE',
      ]);
      if (found.state !== 'READY') return;
      const waits = needsApproval(found.creatorRole, found.duplicateCount, found.rowCount);
      const state = waits ? 'AWAITING_APPROVAL' : 'EXECUTING';
      await tx.manager.update(LeadImport, id, {
        state,
        attempts: 0,
        requestedAt: this.clock.now(),
      });
      await this.audit.write(tx, {
        act: 'leads.import.execute',
        subjectId: id,
        after: { state, rows: found.rowCount, create: found.createCount },
      });
    });
    this.loops.wake(IMPORTS_LOOP);
  }

  /** Lets an import with many duplicates run; the duplicates themselves are skipped all the same. */
  async approve(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await this.imports.lock(tx, id, ['AWAITING_APPROVAL']);
      await tx.manager.update(LeadImport, id, { state: 'EXECUTING', approvedBy: scope.userId });
      await this.audit.write(tx, {
        act: 'leads.import.approve',
        subjectId: id,
        after: { duplicates: found.duplicateCount, rows: found.rowCount },
      });
    });
    this.loops.wake(IMPORTS_LOOP);
  }
}
