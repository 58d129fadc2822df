import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { register, type Histogram } from 'prom-client';
import { AppModule } from './app.module';
import { StreamAdapter } from './cockpit';
import { SystemClock } from './core/clock';
import { type Config, readConfig } from './core/config';
import type { Ground } from './core/core.module';
import { RouteNotFound } from './core/core.problems';
import { keepAnswers } from './core/idempotency.interceptor';
import { Ids } from './core/ids';
import { Log, NestLog } from './core/log';
import { languageAsked, problemBody } from './core/problem';
import { ProblemFilter } from './core/problem.filter';
import { rootAbove } from './core/root';
import { securityHeaders } from './core/security-headers';
import { cutSilentConnections } from './core/silent-connections';
import { straightHandlerOf } from './core/straight-route';
import { validationPipe } from './core/validation.pipe';
import { openApiDocument, serveOpenApi } from './openapi';

const MIB = 1024 * 1024;
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Built, this file lies deeper than where it was written; the root is what has a package of its own. */
const SCREENS = resolve(rootAbove(__dirname), 'web/dist');

/** The stream is spoken on the address of the page, which `'self'` covers; older browsers want its scheme by name. */
const contentSecurityPolicy = (publicUrl: string) => ({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'", new URL(publicUrl).origin.replace(/^http/, 'ws')],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
});

/** The description of the API without a database, for the generator of documents. */
export async function describeApi(): Promise<object> {
  const config = readConfig({ DATABASE_URL: 'postgres://nobody@localhost/none' });
  return openApiDocument(await createApp({ config, log: new Log('silent') }));
}

/** Builds the application without connecting to anything; `init()` or `listen()` does that. */
export async function createApp(ground: Ground): Promise<NestFastifyApplication> {
  const log = ground.log ?? new Log(ground.config.get('LOG_LEVEL'));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on({ ...ground, log }),
    httpAdapter(ground.config),
    { ...APP_OPTIONS, logger: new NestLog(log) },
  );
  return dress(app, ground.config, log);
}

export const APP_OPTIONS = { bodyParser: false, abortOnError: false } as const;

export function httpAdapter(config: Config): FastifyAdapter {
  const requestIds = new Ids(new SystemClock());
  return new FastifyAdapter({
    bodyLimit: MIB,
    trustProxy: (_address, hop) => hop < config.get('TRUST_PROXY'),
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given)
        ? given.toLowerCase()
        : requestIds.uuid();
    },
    forceCloseConnections: 'idle',
    frameworkErrors: answerNowhere,
  });
}

/** An address that cannot even be read, which no route and so no filter ever sees. */
function answerNowhere(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = new RouteNotFound();
  void reply
    .status(problem.problem.status)
    .type('application/problem+json')
    .send(problemBody(problem, request.url, languageAsked(request.headers['accept-language'])));
}

/** Headers, bodies, screens, errors, sockets: the same for the product and for its tests. */
export async function dress(
  app: NestFastifyApplication,
  config: Config,
  log: Log,
): Promise<NestFastifyApplication> {
  protect(app, config);
  await app.register(cookie);
  await app.register(fastifyStatic, {
    root: SCREENS,
    serve: existsSync(SCREENS),
    wildcard: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = /[\\/]assets[\\/]/.test(path);
      void reply.header(
        'cache-control',
        hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  parseBodies(app);
  observe(app, log);
  keepAnswers(app, log);
  serveOpenApi(app);
  cutSilentConnections(app.getHttpAdapter().getInstance());
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(app.get(Ids), log, pageFor));
  app.useWebSocketAdapter(new StreamAdapter(app));
  app.enableShutdownHooks();
  return app;
}

function protect(app: NestFastifyApplication, config: Config): void {
  const headers = securityHeaders({
    contentSecurityPolicy: contentSecurityPolicy(config.publicUrl),
    hsts: config.isProduction,
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      void reply.headers(headers);
      done();
    });
}

/** The screens' page for an address that a browser opens and no endpoint answers. */
function pageFor(request: FastifyRequest): string | null {
  const path = request.url.split('?')[0] ?? '';
  const forPerson = request.method === 'GET' && request.headers.accept?.includes('text/html');
  const isScreen = !/^\/(v1|api|docs|events|problems|webhook|hooks|assets)(\/|$)/.test(path);
  return forPerson && isScreen && existsSync(resolve(SCREENS, 'index.html')) ? 'index.html' : null;
}

/** Reads every body as bytes first, so that signatures are checked over what was sent. */
function parseBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route) => {
    const bytes = bytesRead(route.config);
    if (bytes !== null) route.bodyLimit = bytes;
    const straight = straightHandlerOf(route.config, app);
    if (straight) route.handler = straight;
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest & { rawBody?: Buffer }, body: Buffer, done) => {
      request.rawBody = body;
      if (body.length === 0 || bytesRead(request.routeOptions.config) !== null) {
        done(null, undefined);
        return;
      }
      try {
        done(null, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
      } catch {
        done(Object.assign(new SyntaxError('not JSON'), { statusCode: 400 }));
      }
    },
  );
  // Amazon SNS calls its JSON text; whoever reads bytes by himself knows what they are.
  fastify.addContentTypeParser(
    'text/plain',
    { parseAs: 'buffer' },
    (request: FastifyRequest & { rawBody?: Buffer }, body: Buffer, done) => {
      request.rawBody = body;
      if (bytesRead(request.routeOptions.config) !== null) done(null, undefined);
      else done(Object.assign(new Error('text is not taken here'), { statusCode: 415 }));
    },
  );
}

/** How many bytes a route takes that reads them by itself, signed or not JSON at all; null for every other. */
function bytesRead(config: unknown): number | null {
  const bytes: unknown = typeof config === 'object' && config && Reflect.get(config, 'readsBytes');
  return typeof bytes === 'number' ? bytes : null;
}

/** One metric and one log line a request. */
function observe(app: NestFastifyApplication, log: Log): void {
  const duration = register.getSingleMetric('crm_http_request_duration_seconds') as Histogram;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const { method } = request;
      const status = reply.statusCode;
      const seconds = reply.elapsedTime / 1000;
      // A stream lasts as long as somebody watches; that is no delay.
      if (!isStream(reply)) duration.observe({ route, method, status: String(status) }, seconds);
      log.debug('request', { requestId: request.id, method, route, status, ms: reply.elapsedTime });
      done();
    })
    .addHook('onSend', (request, reply, payload, done) => {
      void reply.header('x-request-id', request.id);
      done(null, payload);
    });
}

function isStream({ raw }: FastifyReply): boolean {
  return String(raw.getHeader('content-type')).startsWith('text/event-stream');
}
