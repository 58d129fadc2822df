import { z } from 'zod';
import { NewContactSchema } from '../leads.dto';

const override = z.strictObject({ reason: z.string().trim().min(10).max(1000) }).optional();

export const AddContactSchema = z
  .strictObject({ ...NewContactSchema.shape, override })
  .meta({ id: 'AddContact' });
export type AddContact = z.output<typeof AddContactSchema>;

const { role, ...fields } = NewContactSchema.shape;

export const ChangeContactSchema = z
  .strictObject({ ...fields, role: role.unwrap(), override })
  .partial()
  .refine((change) => Object.keys(change).some((key) => key !== 'override'), 'names no field')
  .refine((change) => change.primary !== false, {
    path: ['primary'],
    message: 'make another contact the primary one instead',
  })
  .meta({ id: 'ChangeContact' });
export type ChangeContact = z.output<typeof ChangeContactSchema>;
