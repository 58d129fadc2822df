import { z } from 'zod';

const instant = z.iso.datetime();
const count = z.int();
const room = z.object({ used: z.number(), limit: z.number() }).meta({ description: 'In bytes' });

export const SystemSchema = z
  .object({
    asOf: instant,
    consumers: z.array(z.object({ name: z.string(), lagSeconds: z.number() })).meta({
      description: 'Who reads the log and how far behind, the one furthest behind first',
    }),
    deadLetters: z.object({
      events: count,
      /** Null where WhatsApp is off. */
      webhook: count.nullable(),
    }),
    database: z.object({
      /** Milliseconds that it took to answer just now. */
      latencyMs: z.number().nullable(),
      sizeBytes: z.number(),
      connections: z.object({ used: count, limit: count }).meta({
        description: 'Of the whole cluster',
      }),
    }),
    process: z
      .object({
        name: z.string(),
        memory: room,
        disk: room,
        /** Null where it is not measured. */
        eventLoopP99Seconds: z.number().nullable(),
        openSockets: count,
        pool: z.object({ total: count, idle: count, waiting: count }),
      })
      .meta({ description: 'The process that answers' }),
    canary: z
      .object({
        /** Null before the first one. */
        ageSeconds: z.number().nullable(),
        periodSeconds: z.number(),
        /** Where the way is broken; null while it is not. */
        hop: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Null where none flies' }),
  })
  .meta({ id: 'SystemState', description: 'How the machines are, measured just now' });
export type SystemState = z.output<typeof SystemSchema>;
