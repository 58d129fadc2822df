import { type Act, may } from '../core/rights';
import type { Session } from '../core/session';

/** The pages of operations, in the order of their tabs. */
export const PLACES = {
  providers: '/operations/providers',
  'dead-letters': '/operations/dead-letters',
  events: '/operations/events',
  consumers: '/operations/consumers',
  jobs: '/operations/jobs',
  webhook: '/operations/webhook',
} as const;
export type Place = keyof typeof PLACES;

export const NEEDS: Readonly<Record<Place, Act>> = {
  providers: 'providers.read',
  'dead-letters': 'dead-letters.read',
  events: 'events.read',
  consumers: 'events.read',
  jobs: 'jobs.read',
  webhook: 'dead-letters.read',
};

/** Those that a person may see. */
export const placesOf = (session: Session): Place[] =>
  (Object.keys(PLACES) as Place[]).filter((place) => may(session, NEEDS[place]));
