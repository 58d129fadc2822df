import { createApp } from './app';
import { readConfig } from './core/config';
import { Log } from './core/log';
import { Replay } from './events/replay';

const USAGE = `relance events replay --consumer <name>    builds a consumer's tables anew from the log
relance events verify [--consumer <name>]  compares them with the log, row by row; exit code 1 on a difference
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
    return act === 'replay' ? await rebuild(replay, name ?? '') : await verify(replay, name);
  } finally {
    await app.close();
  }
}

async function rebuild(replay: Replay, name: string): Promise<number> {
  const { events, differences } = await replay.replay(name);
  for (const d of differences)
    process.stdout.write(
      `${d.table}: ${String(d.onlyLive)} rows replaced by ${String(d.onlyRebuilt)}\n`,
    );
  process.stdout.write(`${name}: rebuilt from ${String(events)} events\n`);
  return 0;
}

async function verify(replay: Replay, only: string | undefined): Promise<number> {
  let different = 0;
  for (const name of only ? [only] : replay.names()) {
    for (const d of await replay.verify(name)) {
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
