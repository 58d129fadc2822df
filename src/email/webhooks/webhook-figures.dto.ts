import { z } from 'zod';
import { REPORTERS } from './webhook.rules';

export const MailWebhooksSchema = z
  .object({
    asOf: z.iso.datetime(),
    items: z.array(
      z
        .object({
          provider: z.enum(REPORTERS),
          open: z.boolean().meta({ description: 'Whether its key or its topic is set' }),
          lastEventAt: z.iso.datetime().nullable(),
          eventsLastDay: z.int(),
          rejectedLastDay: z
            .int()
            .meta({ description: 'Requests in its name that it did not sign; nothing is kept' }),
          orphansLastDay: z.int().meta({ description: 'About no mail of ours' }),
          dead: z.int().meta({ description: 'Given up after seven days' }),
          lagSeconds: z.number().meta({ description: 'Age of the oldest that is not applied' }),
        })
        .meta({ id: 'MailWebhook' }),
    ),
  })
  .meta({ id: 'MailWebhooks' });
export type MailWebhooks = z.output<typeof MailWebhooksSchema>;
