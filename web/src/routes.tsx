import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { teamsQuery, teamsSearch, usersQuery, usersSearch } from './admin/admin.queries';
import { App } from './app';
import { feedQuery, leadCountsQuery } from './cockpit/cockpit.queries';
import { metricsQuery } from './cockpit/follow-up-metrics.queries';
import { ensureTexts, registerTexts } from './core/i18n';
import { queryClient } from './core/queries';
import { may } from './core/rights';
import { sessionQuery } from './core/session';
import { anyText, oneOf, parseSearch, searchOf, stringifySearch, uuid } from './core/url';
import { traceQuery } from './follow-ups/trace-read.queries';
import {
  followUpListQuery,
  followUpsSearch,
  listOfSearch as listOfFollowUps,
} from './follow-ups/follow-ups.queries';
import { sessionsQuery } from './identity/identity.queries';
import {
  importQuery,
  importSearch,
  importsQuery,
  importsSearch,
  newImportSearch,
} from './imports/imports.queries';
import { leadListQuery, leadQuery, leadsSearch, listOfSearch } from './leads/leads.queries';
import { TIMELINE_GROUPS } from './leads/work-keys.queries';
import { NotFound, RouteFailed } from './outside';

export const FIRST_TEXTS = ['app', 'core', 'parts', 'lists'];

registerTexts('app', (locale) => import(`./app.${locale}.json`));
registerTexts('core', (locale) => import(`./core/core.${locale}.json`));
registerTexts('parts', (locale) => import(`./parts/parts.${locale}.json`));
registerTexts('lists', (locale) => import(`./api/lists.${locale}.json`));
registerTexts('admin', (locale) => import(`./admin/admin.${locale}.json`));
registerTexts('cockpit', (locale) => import(`./cockpit/cockpit.${locale}.json`));
registerTexts('follow-ups', (locale) => import(`./follow-ups/follow-ups.${locale}.json`));
registerTexts('identity', (locale) => import(`./identity/identity.${locale}.json`));
registerTexts('work', (locale) => import(`./leads/work.${locale}.json`));
registerTexts('trace', (locale) => import(`./follow-ups/trace.${locale}.json`));
registerTexts('imports', (locale) => import(`./imports/imports.${locale}.json`));
registerTexts('leads', (locale) => import(`./leads/leads.${locale}.json`));

/** Reads ahead; a failure is shown by the page, which reads the same query. */
const ahead = (reading: Promise<unknown>): Promise<unknown> => reading.catch(() => undefined);

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: searchOf({ next: anyText(2000) }),
  loader: () => ensureTexts('identity'),
  component: lazyRouteComponent(() => import('./identity/sign-in.page'), 'SignInPage'),
});

/** Everything for people who are signed in, inside the frame. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.query({ ...sessionQuery, staleTime: 'static' });
    if (session) return { session };
    throw redirect({
      to: '/sign-in',
      search: { next: location.href === '/' ? undefined : location.href },
    });
  },
  component: App,
});

const cockpit = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: searchOf({ scope: oneOf(['own']) }),
  loader: ({ context: { queries } }) =>
    Promise.all([
      ensureTexts('cockpit'),
      ahead(queries.query({ ...feedQuery(queries), staleTime: 'static' })),
      ahead(queries.query({ ...leadCountsQuery(false), staleTime: 'static' })),
      ahead(queries.query({ ...metricsQuery('wide'), staleTime: 'static' })),
    ]),
  component: lazyRouteComponent(() => import('./cockpit/cockpit.page'), 'CockpitPage'),
});

const leads = createRoute({
  getParentRoute: () => app,
  path: '/leads',
  validateSearch: leadsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void ahead(
      queries.query({ ...leadListQuery(listOfSearch(deps), queries), staleTime: 'static' }),
    );
    return ensureTexts('leads');
  },
  component: lazyRouteComponent(() => import('./leads/leads.page'), 'LeadsPage'),
});

const newLead = createRoute({
  getParentRoute: () => app,
  path: '/leads/new',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('leads'),
  component: lazyRouteComponent(() => import('./leads/new-lead.page'), 'NewLeadPage'),
});

const lead = createRoute({
  getParentRoute: () => app,
  path: '/leads/$id',
  validateSearch: searchOf({ from: anyText(2000), filter: oneOf(TIMELINE_GROUPS), item: uuid }),
  loader: ({ context: { queries }, params }) =>
    Promise.all([
      ensureTexts('leads', 'work', 'trace'),
      ahead(queries.query({ ...leadQuery(params.id), staleTime: 'static' })),
      ahead(queries.query({ ...traceQuery(params.id), staleTime: 'static' })),
    ]),
  component: lazyRouteComponent(() => import('./lead.page'), 'LeadRecordPage'),
});

const followUps = createRoute({
  getParentRoute: () => app,
  path: '/follow-ups',
  validateSearch: followUpsSearch,
  loaderDeps: ({ search: { why: _, ...deps } }) => deps,
  loader: ({ context: { queries }, deps }) => {
    void ahead(
      queries.query({ ...followUpListQuery(listOfFollowUps(deps), queries), staleTime: 'static' }),
    );
    return ensureTexts('follow-ups');
  },
  component: lazyRouteComponent(() => import('./follow-ups/follow-ups.page'), 'FollowUpsPage'),
});

const forecast = createRoute({
  getParentRoute: () => app,
  path: '/follow-ups/forecast',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('follow-ups'),
  component: lazyRouteComponent(() => import('./follow-ups/forecast.page'), 'ForecastPage'),
});

const outage = createRoute({
  getParentRoute: () => app,
  path: '/follow-ups/outage',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('follow-ups'),
  component: lazyRouteComponent(() => import('./follow-ups/outage.page'), 'OutagePage'),
});

const imports = createRoute({
  getParentRoute: () => app,
  path: '/leads/imports',
  validateSearch: importsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void ahead(queries.query({ ...importsQuery(deps), staleTime: 'static' }));
    return ensureTexts('imports');
  },
  component: lazyRouteComponent(() => import('./imports/imports.page'), 'ImportsPage'),
});

const newImport = createRoute({
  getParentRoute: () => app,
  path: '/leads/imports/new',
  validateSearch: newImportSearch,
  loader: () => ensureTexts('imports'),
  component: lazyRouteComponent(() => import('./imports/new-import.page'), 'NewImportPage'),
});

const importOne = createRoute({
  getParentRoute: () => app,
  path: '/leads/imports/$id',
  validateSearch: importSearch,
  loader: ({ context: { queries }, params }) =>
    Promise.all([
      ensureTexts('imports'),
      ahead(queries.query({ ...importQuery(params.id), staleTime: 'static' })),
    ]),
  component: lazyRouteComponent(() => import('./imports/import.page'), 'ImportPage'),
});

const users = createRoute({
  getParentRoute: () => app,
  path: '/admin/users',
  validateSearch: usersSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries, session }, deps }) => {
    if (may(session, 'users.read'))
      void ahead(queries.query({ ...usersQuery(deps), staleTime: 'static' }));
    return ensureTexts('admin');
  },
  component: lazyRouteComponent(() => import('./admin/users.page'), 'UsersPage'),
});

const teams = createRoute({
  getParentRoute: () => app,
  path: '/admin/teams',
  validateSearch: teamsSearch,
  loader: ({ context: { queries } }) =>
    Promise.all([
      ensureTexts('admin'),
      ahead(queries.query({ ...teamsQuery, staleTime: 'static' })),
    ]),
  component: lazyRouteComponent(() => import('./admin/teams.page'), 'TeamsPage'),
});

const me = createRoute({
  getParentRoute: () => app,
  path: '/me',
  validateSearch: searchOf({}),
  loader: ({ context: { queries } }) => {
    void ahead(queries.query({ ...sessionsQuery, staleTime: 'static' }));
    return ensureTexts('identity');
  },
  component: lazyRouteComponent(() => import('./identity/me.page'), 'MePage'),
});

const notFound = createRoute({
  getParentRoute: () => app,
  path: '$',
  component: NotFound,
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    app.addChildren([
      cockpit,
      leads,
      newLead,
      lead,
      followUps,
      forecast,
      outage,
      imports,
      newImport,
      importOne,
      users,
      teams,
      me,
      notFound,
    ]),
  ]),
  context: { queries: queryClient },
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: RouteFailed,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
