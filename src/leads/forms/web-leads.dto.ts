import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { longText } from '../fields.dto';
import { BUSINESS_TYPES } from '../lists.rules';

export const FormKeySchema = z.string().max(40);

/** In every script it fits into the body of a form (16 kB, a character of which takes 9 bytes at most). */
export const MOST_MESSAGE = 1500;

/** What somebody says of themselves. */
export const WebLeadSchema = z
  .strictObject({
    company: lineOf(255),
    name: lineOf(100),
    email: z.email().max(254),
    phone: lineOf(40).optional(),
    postalCode: lineOf(12).optional(),
    businessType: z.enum(BUSINESS_TYPES).default('OTHER'),
    message: longText.max(MOST_MESSAGE).optional(),
    consent: z.boolean().default(false).meta({
      description: 'Whether the box beside the text of the form was ticked; never tick it yourself',
    }),
    language: z.enum(['de', 'en']).default('de'),
    topic: z.string().max(4000).optional().meta({
      description: 'A field that people do not see; what is sent with it is thrown away',
    }),
  })
  .meta({ id: 'WebLead' });
export type WebLead = z.output<typeof WebLeadSchema>;

/** The same for everybody, so that nobody learns whom we know. */
export const WebLeadReceiptSchema = z
  .object({ status: z.literal('accepted') })
  .meta({ id: 'WebLeadReceipt' });
export type WebLeadReceipt = z.output<typeof WebLeadReceiptSchema>;
