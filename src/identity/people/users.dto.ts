import { z } from 'zod';
import { lineOf, TimeZoneSchema } from '../../core/fields';
import { ROLES } from '../scope.rules';

const name = lineOf(120);
const territories = z.array(z.string().regex(/^[A-Z][A-Z0-9_-]{0,29}$/)).max(50);
const capabilities = z.array(z.string().regex(/^[a-z][a-z-]{1,39}$/)).max(20);

const position = lineOf(120).nullable();
const phone = lineOf(40).nullable();

const fields = {
  email: z.email().max(254).toLowerCase(),
  name,
  role: z.enum(ROLES),
  teamId: z.uuid().nullable(),
  territories,
  capabilities,
  locale: z.enum(['de', 'en']),
  timeZone: TimeZoneSchema,
  /** As it stands under letters. */
  position,
  phone,
};

export const CreateUserSchema = z
  .strictObject({
    email: fields.email,
    name: fields.name,
    role: fields.role,
    teamId: fields.teamId.default(null),
    territories: fields.territories.default([]),
    capabilities: fields.capabilities.default([]),
    locale: fields.locale.optional(),
    timeZone: fields.timeZone.optional(),
    position: position.default(null),
    phone: phone.default(null),
    password: z.string().max(200).optional(),
  })
  .meta({ id: 'CreateUser' });
export type CreateUser = z.output<typeof CreateUserSchema>;

export const ChangeUserSchema = z.strictObject(fields).partial().meta({ id: 'ChangeUser' });
export type ChangeUser = z.output<typeof ChangeUserSchema>;

export const DeactivateUserSchema = z
  .strictObject({ successorId: z.uuid() })
  .meta({ id: 'DeactivateUser' });
export type DeactivateUser = z.output<typeof DeactivateUserSchema>;

export const ListUsersSchema = z.strictObject({
  state: z.enum(['ACTIVE', 'DEACTIVATED']).optional(),
  teamId: z.uuid().optional(),
  q: z.string().trim().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListUsers = z.output<typeof ListUsersSchema>;

const row = {
  id: z.uuid(),
  version: z.int(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  teamId: z.uuid().nullable(),
  teamName: z.string().nullable(),
  territories: z.array(z.string()),
  capabilities: z.array(z.string()),
  locale: z.enum(['de', 'en']),
  timeZone: z.string(),
  position: z.string().nullable(),
  phone: z.string().nullable(),
  state: z.enum(['ACTIVE', 'DEACTIVATED']),
  deactivatedAt: z.iso.datetime().nullable(),
  successorId: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
};
const asOf = { asOf: z.iso.datetime(), asOfSequence: z.string() };

export const UserRowSchema = z.strictObject(row).meta({ id: 'UserRow' });
export type UserRow = z.output<typeof UserRowSchema>;

export const UserViewSchema = z.strictObject({ ...row, ...asOf }).meta({ id: 'UserView' });
export type UserView = z.output<typeof UserViewSchema>;

export const UserPageSchema = z
  .strictObject({
    items: z.array(UserRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.null(),
    ...asOf,
  })
  .meta({ id: 'UserPage' });
export type UserPage = z.output<typeof UserPageSchema>;
