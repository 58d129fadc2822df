import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys by which programs act as a person, limited to the acts that the person named. */
export class ApiTokens2026112522801 implements MigrationInterface {
  name = 'ApiTokens2026112522801';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_tokens (
        id uuid NOT NULL CONSTRAINT api_tokens_pkey PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT api_tokens_user_id_fkey REFERENCES users (id),
        name text NOT NULL CONSTRAINT api_tokens_name_check CHECK (length(name) BETWEEN 1 AND 120),
        token_hash bytea NOT NULL CONSTRAINT api_tokens_token_hash_key UNIQUE,
        hint text NOT NULL,
        acts text[] NOT NULL CONSTRAINT api_tokens_acts_check CHECK (cardinality(acts) > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_by uuid CONSTRAINT api_tokens_revoked_by_fkey REFERENCES users (id),
        CONSTRAINT api_tokens_revoked_by_check CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
      );
      CREATE INDEX api_tokens_user_id_idx ON api_tokens (user_id);

      GRANT SELECT, INSERT, UPDATE, DELETE ON api_tokens TO relance_system;
      ALTER TABLE api_tokens ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON api_tokens TO relance_system USING (true) WITH CHECK (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_tokens');
  }
}
