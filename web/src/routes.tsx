import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound as noSuchPage,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { teamsSearch, territoriesSearch, usersSearch } from './admin/admin-search.queries';
import { offersSearch } from './admin/offers-search.queries';
import { auditSearch } from './admin/audit-search.queries';
import { settingsSearch } from './admin/settings-search.queries';
import { analyticsSearch, REPORTS } from './analytics/analytics-search.queries';
import { App } from './app';
import { leadCountsQuery } from './cockpit/cockpit.queries';
import { FEED_GROUPS } from './cockpit/feed-keys.queries';
import { metricsQuery } from './cockpit/follow-up-metrics.queries';
import { inboxSearch } from './conversations/inbox-search.queries';
import { rulesSearch } from './customers/rules-search.queries';
import { customersSearch } from './customers/customers-search.queries';
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
import { sequenceSearch } from './follow-ups/sequence-search.queries';
import { importSearch, importsSearch, newImportSearch } from './imports/imports-search.queries';
import { leadQuery, leadsSearch, readAhead } from './leads/leads.queries';
import { eventsSearch, lettersSearch } from './operations/operations-search.queries';
import { PLACES, placesOf } from './operations/places.queries';
import { TIMELINE_GROUPS } from './leads/work-keys.queries';
import { NotFound, RouteFailed } from './outside';

export const FIRST_TEXTS = ['app', 'core', 'parts', 'lists'];

registerTexts('app', (locale) => import(`./app.${locale}.json`));
registerTexts('core', (locale) => import(`./core/core.${locale}.json`));
registerTexts('parts', (locale) => import(`./parts/parts.${locale}.json`));
registerTexts('lists', (locale) => import(`./api/lists.${locale}.json`));
registerTexts('names', (locale) => import(`./api/names.${locale}.json`));
registerTexts('admin', (locale) => import(`./admin/admin.${locale}.json`));
registerTexts('analytics', (locale) => import(`./analytics/analytics.${locale}.json`));
registerTexts('charts', (locale) => import(`./parts/charts.${locale}.json`));
registerTexts('channel', (locale) => import(`./cockpit/channel.${locale}.json`));
registerTexts('cockpit', (locale) => import(`./cockpit/cockpit.${locale}.json`));
registerTexts('conversations', (locale) => import(`./conversations/conversations.${locale}.json`));
registerTexts('customers', (locale) => import(`./customers/customers.${locale}.json`));
registerTexts('rules', (locale) => import(`./customers/rules.${locale}.json`));
registerTexts('follow-ups', (locale) => import(`./follow-ups/follow-ups.${locale}.json`));
registerTexts('messaging', (locale) => import(`./messaging/messaging.${locale}.json`));
registerTexts('operations', (locale) => import(`./operations/operations.${locale}.json`));
registerTexts('event-types', (locale) => import(`./operations/event-types.${locale}.json`));
registerTexts('content', (locale) => import(`./content/content.${locale}.json`));
registerTexts('identity', (locale) => import(`./identity/identity.${locale}.json`));
registerTexts('system', (locale) => import(`./cockpit/system.${locale}.json`));
registerTexts('team', (locale) => import(`./cockpit/team.${locale}.json`));
registerTexts('widgets', (locale) => import(`./cockpit/widgets.${locale}.json`));
registerTexts('work', (locale) => import(`./leads/work.${locale}.json`));
registerTexts('feed', (locale) => import(`./parts/feed.${locale}.json`));
registerTexts('timeline', (locale) => import(`./parts/timeline.${locale}.json`));
registerTexts('trace', (locale) => import(`./follow-ups/trace.${locale}.json`));
registerTexts('imports', (locale) => import(`./imports/imports.${locale}.json`));
registerTexts('sequences', (locale) => import(`./follow-ups/sequences.${locale}.json`));
registerTexts('templates', (locale) => import(`./templates/templates.${locale}.json`));
registerTexts('audit', (locale) => import(`./admin/audit.${locale}.json`));
registerTexts('settings', (locale) => import(`./admin/settings.${locale}.json`));
registerTexts('lead-lists', (locale) => import(`./leads/lead-lists.${locale}.json`));
registerTexts('board', (locale) => import(`./leads/board.${locale}.json`));
registerTexts('leads', (locale) => import(`./leads/leads.${locale}.json`));
registerTexts('samples', (locale) => import(`./leads/samples.${locale}.json`));
registerTexts('merging', (locale) => import(`./leads/merging.${locale}.json`));
registerTexts('clock-stops', (locale) => import(`./leads/clock-stops.${locale}.json`));

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
  validateSearch: searchOf({ scope: oneOf(['own']), feed: oneOf(FEED_GROUPS), q: anyText(80) }),
  loader: ({ context: { queries } }) =>
    Promise.all([
      ensureTexts('cockpit', 'feed'),
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
    if (deps.layout === undefined) void ahead(readAhead(queries, deps));
    return ensureTexts('leads', 'lead-lists', 'board');
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
      ensureTexts('leads', 'work', 'trace', 'timeline', 'customers', 'rules', 'names'),
      ahead(queries.query({ ...leadQuery(params.id), staleTime: 'static' })),
      ahead(queries.query({ ...traceQuery(params.id), staleTime: 'static' })),
    ]),
  component: lazyRouteComponent(() => import('./lead.page'), 'LeadRecordPage'),
});

const customers = createRoute({
  getParentRoute: () => app,
  path: '/customers',
  validateSearch: customersSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { queries }, deps }) => {
    const { customerListQuery, listOfSearch: listOf } =
      await import('./customers/customers.queries');
    void ahead(queries.query({ ...customerListQuery(listOf(deps), queries), staleTime: 'static' }));
    return ensureTexts('customers');
  },
  component: lazyRouteComponent(() => import('./customers/customers.page'), 'CustomersPage'),
});

const customer = createRoute({
  getParentRoute: () => app,
  path: '/customers/$id',
  validateSearch: searchOf({ item: uuid }),
  loader: async ({ context: { queries }, params }) => {
    const { customerQuery } = await import('./customers/customers.queries');
    return Promise.all([
      ensureTexts('customers', 'rules', 'leads', 'work', 'timeline', 'names'),
      ahead(queries.query({ ...customerQuery(params.id), staleTime: 'static' })),
    ]);
  },
  component: lazyRouteComponent(() => import('./customer.page'), 'CustomerRecordPage'),
});

const inbox = createRoute({
  getParentRoute: () => app,
  path: '/inbox',
  validateSearch: inboxSearch,
  loader: () => ensureTexts('conversations', 'rules', 'names'),
  component: lazyRouteComponent(() => import('./inbox.page'), 'InboxRecordPage'),
});

const rules = createRoute({
  getParentRoute: () => app,
  path: '/rules',
  validateSearch: rulesSearch,
  loader: () => ensureTexts('rules'),
  component: lazyRouteComponent(() => import('./customers/rules.page'), 'RulesPage'),
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

/** Only who goes there loads how imports are asked for. */
const importQueries = () => import('./imports/imports.queries');

const imports = createRoute({
  getParentRoute: () => app,
  path: '/leads/imports',
  validateSearch: importsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void importQueries().then(({ importsQuery }) =>
      ahead(queries.query({ ...importsQuery(deps), staleTime: 'static' })),
    );
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
      importQueries().then(({ importQuery }) =>
        ahead(queries.query({ ...importQuery(params.id), staleTime: 'static' })),
      ),
    ]),
  component: lazyRouteComponent(() => import('./imports/import.page'), 'ImportPage'),
});

const analytics = createRoute({
  getParentRoute: () => app,
  path: '/analytics',
  beforeLoad: () => {
    throw redirect({ to: '/analytics/$report', params: { report: REPORTS[0] } });
  },
});

const report = createRoute({
  getParentRoute: () => app,
  path: '/analytics/$report',
  params: {
    parse: ({ report: name }) => {
      const known = oneOf(REPORTS)(name);
      // The router's own way to say it; it throws.
      if (!known) return noSuchPage({ throw: true }) as never;
      return { report: known };
    },
    stringify: ({ report: name }) => ({ report: name }),
  },
  validateSearch: analyticsSearch,
  loader: () => ensureTexts('analytics', 'charts', 'names'),
  component: lazyRouteComponent(() => import('./analytics/analytics.page'), 'AnalyticsPage'),
  notFoundComponent: NotFound,
});

const sequences = createRoute({
  getParentRoute: () => app,
  path: '/sequences',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('sequences', 'names'),
  component: lazyRouteComponent(() => import('./follow-ups/sequences.page'), 'SequencesPage'),
});

const sequence = createRoute({
  getParentRoute: () => app,
  path: '/sequences/$id/v/$n',
  validateSearch: sequenceSearch,
  loader: () => ensureTexts('sequences', 'names', 'trace'),
  component: lazyRouteComponent(() => import('./follow-ups/sequence.page'), 'SequencePage'),
});

const messaging = createRoute({
  getParentRoute: () => app,
  path: '/analytics/whatsapp',
  validateSearch: searchOf({
    days: oneOf(['1', '7', '30', '90']),
    owner: oneOf(['me']),
    view: oneOf(['table']),
    what: oneOf(['click', 'in', 'out']),
    q: anyText(80),
  }),
  loader: () => ensureTexts('messaging', 'charts', 'feed'),
  component: lazyRouteComponent(() => import('./messaging/messaging.page'), 'MessagingPage'),
});

const operations = createRoute({
  getParentRoute: () => app,
  path: '/operations',
  beforeLoad: ({ context: { session } }) => {
    const [first = 'providers'] = placesOf(session);
    throw redirect({ to: PLACES[first] });
  },
});

const providers = createRoute({
  getParentRoute: () => app,
  path: '/operations/providers',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('operations'),
  component: lazyRouteComponent(() => import('./operations/providers.page'), 'ProvidersPage'),
});

const deadLetters = createRoute({
  getParentRoute: () => app,
  path: '/operations/dead-letters',
  validateSearch: lettersSearch,
  loader: () => ensureTexts('operations', 'event-types'),
  component: lazyRouteComponent(() => import('./operations/dead-letters.page'), 'DeadLettersPage'),
});

const events = createRoute({
  getParentRoute: () => app,
  path: '/operations/events',
  validateSearch: eventsSearch,
  loader: () => ensureTexts('operations', 'event-types'),
  component: lazyRouteComponent(() => import('./operations/events.page'), 'EventsPage'),
});

const consumers = createRoute({
  getParentRoute: () => app,
  path: '/operations/consumers',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('operations'),
  component: lazyRouteComponent(() => import('./operations/consumers.page'), 'ConsumersPage'),
});

const jobs = createRoute({
  getParentRoute: () => app,
  path: '/operations/jobs',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('operations'),
  component: lazyRouteComponent(() => import('./operations/jobs.page'), 'JobsPage'),
});

const webhook = createRoute({
  getParentRoute: () => app,
  path: '/operations/webhook',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('messaging', 'operations'),
  component: lazyRouteComponent(() => import('./webhook.page'), 'OperationsWebhookPage'),
});

const content = createRoute({
  getParentRoute: () => app,
  path: '/content',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('content'),
  component: lazyRouteComponent(() => import('./content/packages.page'), 'PackagesPage'),
});

const contentPackage = createRoute({
  getParentRoute: () => app,
  path: '/content/$id',
  validateSearch: searchOf({ locale: oneOf(['en']) }),
  loader: () => ensureTexts('content'),
  component: lazyRouteComponent(() => import('./content/package.page'), 'PackagePage'),
});

const campaigns = createRoute({
  getParentRoute: () => app,
  path: '/campaigns',
  validateSearch: searchOf({ id: uuid }),
  loader: () => ensureTexts('content'),
  component: lazyRouteComponent(() => import('./content/campaigns.page'), 'CampaignsPage'),
});

const templates = createRoute({
  getParentRoute: () => app,
  path: '/templates',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('templates', 'names'),
  component: lazyRouteComponent(() => import('./templates/templates.page'), 'TemplatesPage'),
});

const template = createRoute({
  getParentRoute: () => app,
  path: '/templates/$id/v/$n',
  validateSearch: searchOf({ locale: oneOf(['en']) }),
  loader: () => ensureTexts('templates', 'names'),
  component: lazyRouteComponent(() => import('./templates/template.page'), 'TemplatePage'),
});

/** Only who goes there loads how people are asked for. */
const adminQueries = () => import('./admin/admin.queries');

const users = createRoute({
  getParentRoute: () => app,
  path: '/admin/users',
  validateSearch: usersSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries, session }, deps }) => {
    if (may(session, 'users.read'))
      void adminQueries().then(({ usersQuery }) =>
        ahead(queries.query({ ...usersQuery(deps), staleTime: 'static' })),
      );
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
      adminQueries().then(({ teamsQuery }) =>
        ahead(queries.query({ ...teamsQuery, staleTime: 'static' })),
      ),
    ]),
  component: lazyRouteComponent(() => import('./admin/teams.page'), 'TeamsPage'),
});

const territories = createRoute({
  getParentRoute: () => app,
  path: '/admin/territories',
  validateSearch: territoriesSearch,
  loader: ({ context: { queries } }) =>
    Promise.all([
      ensureTexts('admin'),
      adminQueries().then(({ territoriesQuery }) =>
        ahead(queries.query({ ...territoriesQuery, staleTime: 'static' })),
      ),
    ]),
  component: lazyRouteComponent(() => import('./admin/territories.page'), 'TerritoriesPage'),
});

const offers = createRoute({
  getParentRoute: () => app,
  path: '/admin/offers',
  validateSearch: offersSearch,
  loader: () => ensureTexts('admin'),
  component: lazyRouteComponent(() => import('./admin/offers.page'), 'OffersPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/admin/settings',
  validateSearch: settingsSearch,
  loader: () => ensureTexts('admin', 'settings'),
  component: lazyRouteComponent(() => import('./admin/settings.page'), 'SettingsPage'),
});

const tokens = createRoute({
  getParentRoute: () => app,
  path: '/admin/tokens',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('admin', 'identity'),
  component: lazyRouteComponent(() => import('./tokens.page'), 'AdminTokensPage'),
});

const audit = createRoute({
  getParentRoute: () => app,
  path: '/admin/audit',
  validateSearch: auditSearch,
  loader: () => ensureTexts('admin', 'audit'),
  component: lazyRouteComponent(() => import('./admin/audit.page'), 'AuditPage'),
});

const privacy = createRoute({
  getParentRoute: () => app,
  path: '/admin/privacy',
  validateSearch: searchOf({}),
  loader: () => ensureTexts('admin'),
  component: lazyRouteComponent(() => import('./admin/privacy.page'), 'PrivacyPage'),
});

const me = createRoute({
  getParentRoute: () => app,
  path: '/me',
  validateSearch: searchOf({}),
  loader: ({ context: { queries } }) => {
    void import('./identity/identity.queries').then(({ sessionsQuery }) =>
      ahead(queries.query({ ...sessionsQuery, staleTime: 'static' })),
    );
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
      inbox,
      rules,
      customers,
      customer,
      followUps,
      forecast,
      outage,
      imports,
      newImport,
      importOne,
      analytics,
      report,
      sequences,
      sequence,
      messaging,
      operations,
      providers,
      deadLetters,
      events,
      consumers,
      jobs,
      webhook,
      content,
      contentPackage,
      campaigns,
      templates,
      template,
      users,
      teams,
      territories,
      offers,
      settings,
      tokens,
      audit,
      privacy,
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
