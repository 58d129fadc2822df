import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What leads score, what their points are made of, and the tables of points. */
export class LeadScore2026112623403 implements MigrationInterface {
  name = 'LeadScore2026112623403';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN pains text[] NOT NULL DEFAULT '{}',
        ADD COLUMN pain_notes text,
        ADD COLUMN urgency text,
        -- Null: not counted yet; so is what it is made of.
        ADD COLUMN score smallint,
        ADD COLUMN score_parts jsonb,
        ADD CONSTRAINT leads_urgency_check CHECK (urgency IN ('LOW', 'MEDIUM', 'HIGH')),
        ADD CONSTRAINT leads_score_check CHECK (score BETWEEN 0 AND 100 AND (score IS NULL) = (score_parts IS NULL));
      CREATE INDEX leads_score_idx ON leads ((coalesce(score, -1)) DESC, id DESC);
      CREATE INDEX leads_owner_id_score_idx ON leads (owner_id, (coalesce(score, -1)) DESC, id DESC);
      CREATE INDEX leads_team_id_score_idx ON leads (team_id, (coalesce(score, -1)) DESC, id DESC);

      -- Points for a code, or for reaching a number: of those of one kind with a number only the highest reached counts.
      CREATE TABLE lead_score_points (
        part text NOT NULL,
        kind text NOT NULL,
        code text NOT NULL,
        at_least bigint,
        points smallint NOT NULL,
        CONSTRAINT lead_score_points_pkey PRIMARY KEY (part, kind, code),
        CONSTRAINT lead_score_points_part_check CHECK (part IN ('pain', 'revenue', 'fit', 'engagement')),
        CONSTRAINT lead_score_points_points_check CHECK (points BETWEEN 0 AND 25)
      );
      INSERT INTO lead_score_points (part, kind, code, at_least, points) VALUES
        ('pain', 'pain', 'STAFF_SHORTAGE', NULL, 8), ('pain', 'pain', 'COST_PRESSURE', NULL, 7),
        ('pain', 'pain', 'TIME_PRESSURE', NULL, 6), ('pain', 'pain', 'QUALITY', NULL, 6),
        ('pain', 'pain', 'FOOD_WASTE', NULL, 5), ('pain', 'pain', 'SUPPLY', NULL, 5), ('pain', 'pain', 'VARIETY', NULL, 4),
        ('pain', 'urgency', 'HIGH', NULL, 10), ('pain', 'urgency', 'MEDIUM', NULL, 5), ('pain', 'urgency', 'LOW', NULL, 2),
        -- Cents a year, in the currency of the lead.
        ('revenue', 'volume', '100000', 10000000, 25), ('revenue', 'volume', '50000', 5000000, 20),
        ('revenue', 'volume', '25000', 2500000, 15), ('revenue', 'volume', '10000', 1000000, 10),
        ('revenue', 'volume', '1', 1, 5),
        ('fit', 'businessType', 'CANTEEN', NULL, 12), ('fit', 'businessType', 'CATERING', NULL, 12),
        ('fit', 'businessType', 'HEALTH', NULL, 12), ('fit', 'businessType', 'HOTEL', NULL, 11),
        ('fit', 'businessType', 'EDUCATION', NULL, 10), ('fit', 'businessType', 'RESTAURANT', NULL, 9),
        ('fit', 'businessType', 'WHOLESALE', NULL, 5), ('fit', 'businessType', 'RETAIL', NULL, 4),
        ('fit', 'businessType', 'OTHER', NULL, 2),
        ('fit', 'kitchenSize', 'LARGE', NULL, 8), ('fit', 'kitchenSize', 'MEDIUM', NULL, 5), ('fit', 'kitchenSize', 'SMALL', NULL, 2),
        ('fit', 'branches', '10', 10, 5), ('fit', 'branches', '3', 3, 3),
        ('engagement', 'role', 'CHEF', NULL, 3), ('engagement', 'role', 'BUYER', NULL, 3), ('engagement', 'role', 'MANAGER', NULL, 3),
        ('engagement', 'activities', '3', 3, 6), ('engagement', 'activities', '1', 1, 3),
        ('engagement', 'progress', '1', 1, 4),
        ('engagement', 'answers', '1', 1, 6),
        ('engagement', 'samples', '1', 1, 4);

      -- Everybody's, and nobody's in particular: read by all, changed by a migration.
      ALTER TABLE lead_score_points ENABLE ROW LEVEL SECURITY;
      GRANT SELECT ON lead_score_points TO relance_app;
      CREATE POLICY everybody_reads ON lead_score_points FOR SELECT TO relance_app USING (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE lead_score_points;
      ALTER TABLE leads DROP COLUMN pains, DROP COLUMN pain_notes, DROP COLUMN urgency, DROP COLUMN score,
        DROP COLUMN score_parts;
    `);
  }
}
