import { z } from 'zod';
import { LeadFilterSchema } from '../leads.dto';

export const ExportLeadsSchema = z.strictObject({
  ...LeadFilterSchema.shape,
  language: z.enum(['de', 'en']).default('de'),
});
export type ExportLeads = z.output<typeof ExportLeadsSchema>;
