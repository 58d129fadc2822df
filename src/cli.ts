import { createApp } from './app';
import { readConfig } from './core/config';
import { Log } from './core/log';
import { Replay } from './events/replay';

const USAGE = `relance events replay --consumer <name>    builds a consumer's tables anew from the log
relance events verify [--consumer <name>]  compares them with the log, row by row; exit code 1 on a difference
A name may end in *, as in "analytics.*".
`;

/** @returns the exit code */
async function run(argv: readonly string[]): Promise<number> {
  const [area, act, ...rest] = argv;
  const at = rest.indexOf('--consumer');
  const name = at >= 0 ? rest[at + 1] : undefined;
  if (area !== 'events' || (act !== 'replay' && act !== 'verify') || (act === 'replay' && !name)) {
    process.stdout.write(USAGE);
    return 2;
  }
  const app = await createApp({ config: readConfig(), log: new Log('warn') });
  await app.init();
  try {
    const replay = app.get(Replay);
    const names = name ? meant(name, replay.names()) : replay.names();
    return act === 'replay' ? await rebuild(replay, names) : await verify(replay, names);
  } finally {
    await app.close();
  }
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

async function rebuild(replay: Replay, names: readonly string[]): Promise<number> {
  for (const name of names) {
    const { events, differences } = await replay.replay(name, progress);
    for (const d of differences)
      process.stdout.write(
        `${d.table}: ${String(d.onlyLive)} rows replaced by ${String(d.onlyRebuilt)}\n`,
      );
    process.stdout.write(`${name}: rebuilt from ${String(events)} events\n`);
  }
  return 0;
}

async function verify(replay: Replay, names: readonly string[]): Promise<number> {
  let different = 0;
  for (const name of names) {
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
