import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';

/** What was tapped or written, as far as it is told without text or number. */
export interface Interaction {
  readonly id: string;
  readonly what: 'click' | 'in' | 'out';
  readonly subjectId: string | null;
  readonly button: string | null;
  readonly kind: string | null;
  readonly at: Date;
  readonly simulated: boolean;
}

/** Which of them; null narrows nothing. */
export interface InteractionsAsk {
  readonly limit: number;
  readonly what: readonly Interaction['what'][] | null;
  readonly leadIds: readonly string[] | null;
}

/** A tap of the last day that no colleague has answered. */
export interface HotClick {
  readonly messageId: string;
  readonly subjectId: string;
  readonly button: string;
  readonly at: Date;
}

/** Taps that say that somebody wants something. */
const HOT = `{unlock,interested}`;

/** What has just happened on the channel. */
@Injectable()
export class ChannelNewsQueries {
  /** The newest first. */
  interactions(tx: Tx, { limit, what, leadIds }: InteractionsAsk): Promise<Interaction[]> {
    return tx.rows<Interaction>(
      `SELECT m.id, CASE WHEN c.id IS NOT NULL THEN 'click' ELSE m.direction END AS what, m.subject_id AS "subjectId",
              c.button, m.kind, m.at, m.simulated
         FROM analytics_messages m LEFT JOIN analytics_clicks c USING (id)
        WHERE m.at IS NOT NULL AND ($3::uuid[] IS NULL OR m.subject_id = ANY ($3))
          AND ($2::text[] IS NULL OR CASE WHEN c.id IS NOT NULL THEN 'click' ELSE m.direction END = ANY ($2))
        ORDER BY m.at DESC, m.id DESC LIMIT $1`,
      [limit, what, leadIds],
      'messaging.interactions',
    );
  }

  /**
   * One a lead, the newest tap; it is answered as soon as a colleague wrote after it.
   * @param owner only leads of this person; null for all that the reader sees
   */
  hotClicks(tx: Tx, since: Date, owner: string | null): Promise<HotClick[]> {
    return tx.rows<HotClick>(
      `SELECT DISTINCT ON (c.subject_id) c.id AS "messageId", c.subject_id AS "subjectId", c.button, c.clicked_at AS at
         FROM analytics_clicks c
        WHERE c.clicked_at >= $1 AND c.subject_id IS NOT NULL AND c.button = ANY ($2)
          AND ($3::uuid IS NULL OR c.owner_id = $3)
          AND NOT EXISTS (SELECT FROM analytics_messages m WHERE m.whatsapp_contact_id = c.whatsapp_contact_id
                             AND m.author = 'user' AND m.accepted_at >= c.clicked_at)
        ORDER BY c.subject_id, c.clicked_at DESC`,
      [since, HOT, owner],
      'messaging.hot-clicks',
    );
  }

  /** When a colleague last wrote to each of these leads on the channel. */
  async lastWrittenTo(tx: Tx, subjectIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    if (subjectIds.length === 0) return new Map();
    const rows = await tx.rows<{ subjectId: string; at: Date }>(
      `SELECT subject_id AS "subjectId", max(accepted_at) AS at FROM analytics_messages
        WHERE subject_id = ANY ($1::uuid[]) AND author = 'user' AND accepted_at IS NOT NULL GROUP BY subject_id`,
      [subjectIds],
      'messaging.last-written-to',
    );
    return new Map(rows.map(({ subjectId, at }) => [subjectId, at]));
  }

  /** The newest message of each lead that came in, by the lead. */
  async lastInbound(tx: Tx, subjectIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows<{ id: string; subjectId: string }>(
      `SELECT DISTINCT ON (subject_id) id, subject_id AS "subjectId" FROM analytics_messages
        WHERE subject_id = ANY ($1::uuid[]) AND direction = 'in' ORDER BY subject_id, at DESC`,
      [subjectIds],
      'messaging.last-inbound',
    );
    return new Map(rows.map(({ id, subjectId }) => [subjectId, id]));
  }
}
