import type { INestApplicationContext } from '@nestjs/common';
import { createApp } from './app';
import { readConfig } from './core/config';
import { Log } from './core/log';
import { Replay } from './events/replay';
import { LostPasswords } from './identity';

const USAGE = `relance events replay --consumer <name>    builds a consumer's tables anew from the log
relance events verify [--consumer <name>]  compares them with the log, row by row; exit code 1 on a difference
A name may end in *, as in "analytics.*".

relance user password --email <address>    gives an account a new password, prints it once, and ends its sessions
`;

/** @returns the exit code */
async function run(argv: readonly string[]): Promise<number> {
  const command = commandIn(argv);
  if (!command) {
    process.stdout.write(USAGE);
    return 2;
  }
  const app = await createApp({ config: readConfig(), log: new Log('warn') });
  await app.init();
  try {
    return await command(app);
  } finally {
    await app.close();
  }
}

type Command = (app: INestApplicationContext) => Promise<number>;

/** @returns null for what is none */
function commandIn([area, act, ...rest]: readonly string[]): Command | null {
  const valueOf = (option: string) => rest.at(rest.indexOf(option) + 1 || rest.length);
  const consumer = valueOf('--consumer');
  const email = valueOf('--email');
  switch (`${area ?? ''} ${act ?? ''}`) {
    case 'events replay':
      return consumer === undefined ? null : (app) => rebuild(app.get(Replay), consumer);
    case 'events verify':
      return (app) => verify(app.get(Replay), consumer ?? '*');
    case 'user password':
      return email === undefined ? null : (app) => replacePassword(app.get(LostPasswords), email);
    default:
      return null;
  }
}

async function replacePassword(passwords: LostPasswords, email: string): Promise<number> {
  const password = await passwords.replace(email);
  process.stdout.write(
    `${email} signs in with ${password} from now on, and should change it then. Its sessions have ended.\n`,
  );
  return 0;
}

/** Of a name with * those that begin so; of any other itself, known or not. */
function meant(name: string, known: readonly string[]): readonly string[] {
  if (!name.endsWith('*')) return [name];
  const found = known.filter((one) => one.startsWith(name.slice(0, -1)));
  if (found.length === 0) throw new Error(`No consumer ${name} can be rebuilt.`);
  return found;
}

/** Long rebuilds show that they go on, to a person who watches. */
function progress(events: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${String(events)} events`);
}

async function rebuild(replay: Replay, wanted: string): Promise<number> {
  for (const name of meant(wanted, replay.names())) {
    const { events, differences } = await replay.replay(name, progress);
    for (const d of differences)
      process.stdout.write(
        `${d.table}: ${String(d.onlyLive)} rows replaced by ${String(d.onlyRebuilt)}\n`,
      );
    process.stdout.write(`${name}: rebuilt from ${String(events)} events\n`);
  }
  return 0;
}

async function verify(replay: Replay, wanted: string): Promise<number> {
  let different = 0;
  for (const name of meant(wanted, replay.names())) {
    for (const d of await replay.verify(name, progress)) {
      const same = d.onlyLive + d.onlyRebuilt === 0;
      if (!same) different += 1;
      process.stdout.write(
        `${name} ${d.table}: ${same ? 'equal' : `${String(d.onlyLive)} rows only live, ${String(d.onlyRebuilt)} only rebuilt`}\n`,
      );
    }
  }
  return different > 0 ? 1 : 0;
}

run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  },
);
