import '@fastify/static';
import { dirname } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The description of every endpoint, made from the code. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Relance')
    .setDescription('Lead-to-customer CRM with a live cockpit')
    .setVersion('1')
    .addCookieAuth('relance_session')
    .addBearerAuth({ type: 'http', description: 'An API token' })
    .build();
  return SwaggerModule.createDocument(app, about);
}

/** Where the viewer's files lie; only those named here are served. */
const VIEWER = dirname(require.resolve('swagger-ui-dist/package.json'));
const VIEWER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Relance API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<script defer src="/docs/swagger-ui-bundle.js"></script>
<script defer src="/docs/start.js"></script>
</head>
<body><main id="api"></main></body>
</html>
`;

/** Requests tried on the page are made as its reader, with the header that every change by a browser needs. */
const START = `document.documentElement.classList.toggle('dark-mode', matchMedia('(prefers-color-scheme: dark)').matches);
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers['x-relance-client'] = 'web';
    return request;
  },
});
`;

/** Serves the description at /openapi.json, made at the first request, and a page to read and try it at /docs. */
export function serveOpenApi(app: NestFastifyApplication): void {
  let document: OpenAPIObject | null = null;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/openapi.json', (_request, reply) => {
    document ??= openApiDocument(app);
    return reply.header('cache-control', 'no-cache').send(document);
  });
  fastify.get('/docs', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(PAGE),
  );
  fastify.get('/docs/start.js', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/javascript; charset=utf-8').send(START),
  );
  for (const file of VIEWER_FILES)
    fastify.get(`/docs/${file}`, (_request, reply) => reply.sendFile(file, VIEWER));
}
