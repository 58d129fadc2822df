import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { ROLES } from '../scope.rules';

const name = lineOf(120);

export const CreateTeamSchema = z
  .strictObject({ name, managerId: z.uuid().nullable().default(null) })
  .meta({ id: 'CreateTeam' });
export type CreateTeam = z.output<typeof CreateTeamSchema>;

export const ChangeTeamSchema = z
  .strictObject({ name: name.optional(), managerId: z.uuid().nullable().optional() })
  .meta({ id: 'ChangeTeam' });
export type ChangeTeam = z.output<typeof ChangeTeamSchema>;

export const TeamViewSchema = z
  .strictObject({
    id: z.uuid(),
    /** Of the ETag `"team-<id>-<version>"` that a change needs. */
    version: z.int(),
    name: z.string(),
    managerId: z.uuid().nullable(),
    managerName: z.string().nullable(),
    members: z.int().describe('Active users of the team'),
  })
  .meta({ id: 'TeamView' });
export type TeamView = z.output<typeof TeamViewSchema>;

export const TeamListSchema = z
  .strictObject({ items: z.array(TeamViewSchema) })
  .meta({ id: 'TeamList' });
export type TeamList = z.output<typeof TeamListSchema>;

export const ColleagueListSchema = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          id: z.uuid(),
          name: z.string(),
          role: z.enum(ROLES),
          teamId: z.uuid().nullable(),
        })
        .meta({ id: 'Colleague' }),
    ),
  })
  .meta({ id: 'ColleagueList' });
export type ColleagueList = z.output<typeof ColleagueListSchema>;
