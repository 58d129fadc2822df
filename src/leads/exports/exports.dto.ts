import { z } from 'zod';
import { LeadFilterSchema } from '../leads.dto';

/** The filter without its id: see the house rule about queries. */
export const ExportFilterSchema = z.strictObject(LeadFilterSchema.shape);

export const ExportLeadsSchema = z.strictObject({
  ...LeadFilterSchema.shape,
  language: z.enum(['de', 'en']).default('de'),
});
export type ExportLeads = z.output<typeof ExportLeadsSchema>;
