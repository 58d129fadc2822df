import { createApp } from './app';
import { SystemClock, TurnableClock } from './core/clock';
import { ConfigError, readConfig } from './core/config';
import { Loops } from './core/loops';
import { Log } from './core/log';
import { pending } from './core/migrate';
import { openMorePorts } from './core/more-ports';
import { Live } from './events';
import { FirstAdmin } from './identity';

async function main(): Promise<void> {
  const config = readConfig();
  const missing = await pending({ url: config.get('DATABASE_URL') });
  if (missing.length > 0)
    throw new ConfigError([
      `The database lacks ${String(missing.length)} migration(s), ${missing[0] ?? ''} first. Run: npm run migrate`,
    ]);
  const app = await createApp({
    config,
    clock: config.isProduction ? new SystemClock() : new TurnableClock(),
  });
  stopInTime(config.get('STOP_SECONDS'));
  await app.init();
  await app.get(Live).start();
  await app.listen(config.get('PORT'), config.get('HOST'));
  await openMorePorts(app);
  app.get(Loops).start();
  app.get(Log).info('server.ready', { url: config.publicUrl, roles: config.get('ROLES') });
  process.stdout.write(`\nRelance is running: ${config.publicUrl}\n`);
  const admin = app.get(FirstAdmin).created();
  if (admin)
    process.stdout.write(`First sign-in: ${admin.email}  ${admin.password}\n(shown once)\n\n`);
}

/** A stop that hangs ends here; what was in flight is a row with a lease and goes on after the restart. */
function stopInTime(seconds: number): void {
  const end = () => setTimeout(() => process.exit(1), seconds * 1000).unref();
  process.once('SIGTERM', end).once('SIGINT', end);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`,
  );
  process.exit(1);
});
