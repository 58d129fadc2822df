import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { createApp } from './app';
import { readConfig } from './core/config';
import { Log } from './core/log';

/** The description of every endpoint, made from the code; connects to nothing. */
export async function openApiDocument(): Promise<object> {
  const config = readConfig({ DATABASE_URL: 'postgres://nobody@localhost/none' });
  const app = await createApp({ config, log: new Log('silent') });
  const about = new DocumentBuilder()
    .setTitle('Relance')
    .setDescription('Lead-to-customer CRM with a live cockpit')
    .setVersion('1')
    .addCookieAuth('relance_session')
    .build();
  return SwaggerModule.createDocument(app, about);
}
