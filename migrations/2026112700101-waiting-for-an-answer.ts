import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An open conversation, too, may wait for an answer of ours: since when and until when say so, by mail and in chats. */
export class WaitingForAnAnswer2026112700101 implements MigrationInterface {
  name = 'WaitingForAnAnswer2026112700101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE conversations DROP CONSTRAINT conversations_waiting_check,
        ADD CONSTRAINT conversations_waiting_check CHECK ((state = 'pending_agent') = (waiting_reason IS NOT NULL)
          AND (waiting_since IS NULL) = (answer_due_at IS NULL)
          AND (waiting_reason IS NULL OR waiting_since IS NOT NULL)
          AND (state <> 'closed' OR waiting_since IS NULL));
      -- What came in before and was positive or in doubt waits as well; the calendar of each lead is not known here.
      UPDATE conversations c SET waiting_since = w.since, answer_due_at = w.since + interval '4 hours'
        FROM (SELECT r.conversation_id AS id, min(r.received_at) AS since FROM conversation_responses r
               WHERE (r.state = 'review' OR r.class = 'POSITIVE') AND NOT EXISTS (
                       SELECT 1 FROM conversation_messages m WHERE m.conversation_id = r.conversation_id
                          AND m.author = 'user' AND m.occurred_at > r.received_at)
               GROUP BY r.conversation_id) w
       WHERE c.id = w.id AND c.state = 'open';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE conversations SET waiting_since = NULL, answer_due_at = NULL
       WHERE state <> 'pending_agent' AND waiting_since IS NOT NULL;
      ALTER TABLE conversations DROP CONSTRAINT conversations_waiting_check,
        ADD CONSTRAINT conversations_waiting_check CHECK ((state = 'pending_agent') = (waiting_reason IS NOT NULL)
          AND (waiting_reason IS NULL) = (waiting_since IS NULL) AND (waiting_reason IS NULL) = (answer_due_at IS NULL));
    `);
  }
}
