import { z } from 'zod';
import { SCORE_PARTS } from './score.rules';

const points = z.int().min(0).max(25);

export const PartScoreSchema = z
  .object({
    points,
    /** What it is made of; together they may be more than the part can have. */
    items: z.array(z.object({ kind: z.string(), code: z.string(), points })),
  })
  .meta({ id: 'PartScore' });

export const ScorePartsSchema = z
  .object({
    pain: PartScoreSchema,
    revenue: PartScoreSchema,
    fit: PartScoreSchema,
    engagement: PartScoreSchema,
  })
  .meta({ id: 'ScoreParts' });

export const ScoreTableSchema = z
  .object({
    items: z.array(
      z.object({
        part: z.enum(SCORE_PARTS),
        kind: z.string(),
        code: z.string(),
        /** From this number on, for facts that are numbers; amounts in cents. */
        atLeast: z.number().nullable(),
        points,
      }),
    ),
  })
  .meta({ id: 'ScoreTable' });
export type ScoreTable = z.output<typeof ScoreTableSchema>;
