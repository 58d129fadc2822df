import { z } from 'zod';
import { PROVIDER_IDS } from '../providers/email.provider';
import { CIRCUIT_REASONS, CIRCUIT_STATES } from './circuit.entity';

export const ProviderIdSchema = z.enum(PROVIDER_IDS);

export const CloseCircuitSchema = z
  .strictObject({ reason: z.string().trim().min(10).max(1000) })
  .meta({ id: 'CloseCircuit' });
export type CloseCircuit = z.output<typeof CloseCircuitSchema>;

const instant = z.iso.datetime();

export const CircuitViewSchema = z
  .strictObject({
    provider: ProviderIdSchema,
    state: z.enum(CIRCUIT_STATES).meta({
      description: 'Closed: it is asked; half_open: for one mail at a time; open: not at all',
    }),
    reason: z.enum(CIRCUIT_REASONS).nullable(),
    response: z.string().nullable().meta({ description: 'What the provider said when it opened' }),
    since: instant.nullable().meta({ description: 'Since when it has not been closed' }),
    retryAt: instant.nullable().meta({ description: 'When it is tried again' }),
    share: z.number().meta({
      description:
        'Of the mails that prefer it, what it gets; less than 1 for 45 minutes after it was down',
    }),
    perSecond: z.number().nullable().meta({ description: 'Mails a second; null for no limit' }),
    blockedUntil: instant
      .nullable()
      .meta({ description: 'Its quota of the day is used up until then' }),
  })
  .meta({ id: 'MailCircuit' });
export type CircuitView = z.output<typeof CircuitViewSchema>;
