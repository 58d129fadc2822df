import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { Step } from './steps.rules';
import { StepsSchema } from './steps.rules';

export interface SequenceVersion {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly steps: readonly Step[];
}

/** What leads that nobody chose a sequence for walk through. */
export const SHIPPED_SEQUENCE = 'sample-then-bulk';

/** Shared by whoever hands a message over, locked by whoever switches a sequence off. */
export const SEQUENCE_SWITCH = 'follow-ups:sequence-switch';

/** Versions that left the draft never change, so what was read once is true for ever. */
@Injectable()
export class SequencesQueries {
  private readonly known = new Map<string, SequenceVersion>();

  async byId(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, SequenceVersion>> {
    const unknown = [...new Set(ids)].filter((id) => !this.known.has(id));
    if (unknown.length > 0) await this.read(tx, 'id = ANY ($1::uuid[])', [unknown]);
    return this.known;
  }

  /** The version that new enrolments take; null when none is active. */
  async active(tx: Tx, key: string = SHIPPED_SEQUENCE): Promise<SequenceVersion | null> {
    const [version] = await this.read(tx, "state = 'active' AND key = $1", [key]);
    return version ?? null;
  }

  /** @throws Error when a version is a draft: nobody may be enrolled in one */
  private async read(tx: Tx, where: string, values: unknown[]): Promise<SequenceVersion[]> {
    const rows = await tx.rows<SequenceVersion & { state: string }>(
      `SELECT id, key, version, state, steps FROM sequences WHERE ${where}`,
      values,
      `sequences.${where}`,
    );
    return rows.map(({ state, steps, ...rest }) => {
      if (state === 'draft') throw new Error(`The sequence ${rest.id} is a draft.`);
      const version = { ...rest, steps: StepsSchema.parse(steps) };
      this.known.set(version.id, version);
      return version;
    });
  }
}
