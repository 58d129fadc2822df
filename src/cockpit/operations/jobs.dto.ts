import { z } from 'zod';

const seconds = z.number();

export const JobsSchema = z
  .object({
    asOf: z.iso.datetime(),
    processes: z.array(
      z
        .object({
          name: z.string().meta({ description: 'The machine and the number of the process there' }),
          roles: z.array(z.string()),
          upSeconds: seconds,
          reportedSecondsAgo: seconds.meta({
            description: 'Age of what it said; whoever is silent for 30 s is left out',
          }),
        })
        .meta({ id: 'JobProcess' }),
    ),
    items: z.array(
      z
        .object({
          name: z.string(),
          process: z.string(),
          everySeconds: seconds.meta({ description: 'The longest silence between two runs' }),
          runsForSeconds: seconds.nullable().meta({ description: 'Null between two runs' }),
          endedSecondsAgo: seconds.nullable().meta({ description: 'Null before its first run' }),
          tookSeconds: seconds.nullable(),
          failures: z.int().meta({ description: 'In a row, up to now' }),
          error: z.string().nullable().meta({ description: 'What the last run failed with' }),
          dueAt: z.iso.datetime().nullable().meta({
            description: 'When its business is next due; null where nothing has a due instant',
          }),
        })
        .meta({ id: 'Job' }),
    ),
  })
  .meta({ id: 'Jobs', description: 'What runs again and again, in every process that is alive' });
export type Jobs = z.output<typeof JobsSchema>;
