import { z } from 'zod';
import { say } from '../../core/field-text';
import { isSomebody, NewContactSchema, NOBODY } from '../leads.dto';

const override = z.strictObject({ reason: z.string().trim().min(10).max(1000) }).optional();

export const AddContactSchema = z
  .strictObject({ ...NewContactSchema.shape, override })
  .refine(isSomebody, NOBODY)
  .meta({ id: 'AddContact' });
export type AddContact = z.output<typeof AddContactSchema>;

const { role, ...fields } = NewContactSchema.shape;

export const ChangeContactSchema = z
  .strictObject({ ...fields, role: role.unwrap(), override })
  .partial()
  .refine(
    (change) => Object.keys(change).some((key) => key !== 'override'),
    say('names no field', 'nennt kein Feld'),
  )
  .refine((change) => change.primary !== false, {
    path: ['primary'],
    message: say(
      'make another contact the primary one instead',
      'machen Sie stattdessen einen anderen Kontakt zum Hauptkontakt',
    ),
  })
  .meta({ id: 'ChangeContact' });
export type ChangeContact = z.output<typeof ChangeContactSchema>;
