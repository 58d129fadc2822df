import { InvalidRequest } from '../../core/core.problems';
import type { Scope } from '../../identity';

/** `own` is what the reader owns, `team` the teams of a manager, `all` everything. */
export const WIDTHS = ['own', 'team', 'all'] as const;
export type Width = (typeof WIDTHS)[number];

const WIDTHS_BY_KIND: Readonly<Record<Scope['kind'], readonly [Width, ...Width[]]>> = {
  own: ['own'],
  team: ['team', 'own'],
  all: ['all', 'own'],
  system: ['all'],
};

/** The widest one unless another is asked for. @throws InvalidRequest for one that the role does not have */
export function widthOf(scope: Scope, asked: Width | undefined): Width {
  const widths = WIDTHS_BY_KIND[scope.kind];
  if (asked === undefined) return widths[0];
  if (widths.includes(asked)) return asked;
  throw new InvalidRequest(undefined, {
    errors: [
      {
        pointer: '#/scope',
        detail: {
          en: `is not one of ${widths.join(', ')} for this role`,
          de: `ist nichts von ${widths.join(', ')} für diese Rolle`,
        },
      },
    ],
  });
}
