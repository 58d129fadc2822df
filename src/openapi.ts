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

/** Serves the description at /openapi.json; it is made at the first request. */
export function serveOpenApi(app: NestFastifyApplication): void {
  let document: OpenAPIObject | null = null;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_request, reply) => {
      document ??= openApiDocument(app);
      return reply.header('cache-control', 'no-cache').send(document);
    });
}
