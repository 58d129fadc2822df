import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';

/** Where a lead or customer belongs, and so who may see it. */
export interface Placement {
  readonly subjectId: string;
  /** `lead` or `customer`; the database checks it. */
  readonly kind: string;
  /** Null: free, for anybody of the territory to take. */
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly territory: string;
  readonly simulated: boolean;
}

/** Whose a subject is and who works on it. */
@Injectable()
export class AccessQueries {
  /**
   * Says whose a subject is, here and in every registered table, in the caller's transaction. Comes before the first
   * row of a new subject, since its columns are filled from here.
   * The database refuses (42501) what the caller's role may not do.
   */
  async place(tx: Tx, place: Placement): Promise<void> {
    const { subjectId, kind, ownerId, teamId, territory, simulated } = place;
    await tx.rows(
      'SELECT relance.access_place($1, $2, $3, $4, $5, $6)',
      [subjectId, kind, ownerId, teamId, territory, simulated],
      'access.place',
    );
  }

  /** Says whose many new leads are, in one statement; for jobs of the system alone. */
  async placeNew(
    tx: Tx,
    { kind, ownerId, teamId, simulated }: Omit<Placement, 'subjectId' | 'territory'>,
    subjects: readonly Pick<Placement, 'subjectId' | 'territory'>[],
  ): Promise<void> {
    await tx.rows(
      'SELECT relance.access_place_new($1, $2, $3, $4::uuid[], $5::text[], $6)',
      [
        ...[kind, ownerId, teamId, subjects.map((s) => s.subjectId)],
        ...[subjects.map((s) => s.territory), simulated],
      ],
      'access.place-new',
    );
  }

  /** Users who collaborate on a subject, the first one first. */
  async collaborators(tx: Tx, subjectId: string): Promise<string[]> {
    const rows = await tx.rows<{ user_id: string }>(
      'SELECT user_id FROM access_collaborators WHERE subject_id = $1 ORDER BY added_at, user_id',
      [subjectId],
      'access.collaborators',
    );
    return rows.map((row) => row.user_id);
  }

  /** What a user collaborates on; with it `maySee` decides as the database does. */
  async collaboratingSubjects(tx: Tx, userId: string): Promise<Set<string>> {
    const rows = await tx.rows<{ subject_id: string }>(
      'SELECT subject_id FROM access_collaborators WHERE user_id = $1',
      [userId],
      'access.collaborating',
    );
    return new Set(rows.map((row) => row.subject_id));
  }

  /** @returns false when the user was a collaborator already */
  async addCollaborator(tx: Tx, subjectId: string, userId: string): Promise<boolean> {
    // RETURNING reads the new row and so needs the reader's policy too: whoever may add one sees the subject.
    const added = await tx.rows(
      `INSERT INTO access_collaborators (subject_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING user_id`,
      [subjectId, userId],
    );
    return added.length > 0;
  }

  /** @returns false when the user was none */
  async removeCollaborator(tx: Tx, subjectId: string, userId: string): Promise<boolean> {
    const removed = await tx.rows(
      'DELETE FROM access_collaborators WHERE subject_id = $1 AND user_id = $2 RETURNING user_id',
      [subjectId, userId],
    );
    return removed.length > 0;
  }
}
