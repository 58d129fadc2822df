import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a function of a trigger allows to change besides the columns of access. */
const refusing = (table: string, alsoAllowed: string): string => `
  CREATE OR REPLACE FUNCTION ${table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[]
           = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[]${alsoAllowed}) THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION '${table} is append-only' USING ERRCODE = 'restrict_violation';
    END $$`;

/** A person may be forgotten in what is otherwise never changed: the receipt stays, who it was goes. */
export class Erasure2026112624171 implements MigrationInterface {
  name = 'Erasure2026112624171';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT UPDATE (source, address, proof) ON lead_consents TO relance_system;
      GRANT UPDATE (note) ON follow_up_decisions TO relance_system;
      GRANT UPDATE (next_action) ON activities TO relance_system;

      -- Only of somebody who is not named any more.
      ${refusing(
        'lead_consents',
        `
           OR to_jsonb(NEW) - '{source,address,proof}'::text[] = to_jsonb(OLD) - '{source,address,proof}'::text[]
              AND NEW.address IS NULL
              AND EXISTS (SELECT FROM lead_contacts c WHERE c.id = OLD.contact_id AND c.pseudonym IS NOT NULL)`,
      )};
      -- Why somebody decided by hand: shortened at most.
      ${refusing(
        'follow_up_decisions',
        `
           OR to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' AND OLD.note IS NOT NULL
              AND (NEW.note IS NULL OR position('[…]' IN NEW.note) > 0)`,
      )};
      -- The rules that decided stay, the words that they found may go.
      ${refusing(
        'response_decisions',
        `
           OR to_jsonb(NEW) - 'evidence' = to_jsonb(OLD) - 'evidence'
              AND NEW.evidence = (SELECT coalesce(jsonb_agg(e || '{"words": ""}'), '[]')
                                    FROM jsonb_array_elements(OLD.evidence) AS e)`,
      )};
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
    CREATE OR REPLACE FUNCTION lead_consents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[] = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'lead_consents is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE OR REPLACE FUNCTION response_decisions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[]
           = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'response_decisions is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE OR REPLACE FUNCTION follow_up_decisions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[]
           = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'follow_up_decisions is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
      REVOKE UPDATE (source, address, proof) ON lead_consents FROM relance_system;
      REVOKE UPDATE (note) ON follow_up_decisions FROM relance_system;
      REVOKE UPDATE (next_action) ON activities FROM relance_system;
    `);
  }
}
