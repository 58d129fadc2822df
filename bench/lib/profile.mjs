import { Session } from 'node:inspector/promises';
import { table } from './figures.mjs';

let session = null;

/** Questions that any child answers about where its processor time goes. */
export const profiling = {
  async profile() {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  },

  /** @returns the dearest functions by the time spent in themselves, as shares of all that was not idle */
  async profiled({ most }) {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return dearest(profile, most);
  },
};

function dearest({ nodes, samples, timeDeltas }, most) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map();
  samples.forEach((id, at) => {
    const name = names.get(id);
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas[at]);
  });
  spent.delete('(idle)');
  const all = [...spent.values()].reduce((sum, value) => sum + value, 0);
  return [...spent]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, micros]) => ({ name, share: micros / all }));
}

function nameOf({ functionName, url, lineNumber }) {
  const place = url
    .replace(/^file:\/\//, '')
    .split('/')
    .slice(-3)
    .join('/');
  return place === ''
    ? functionName
    : `${functionName || '(anonymous)'} ${place}:${String(lineNumber + 1)}`;
}

export function showProfile(functions) {
  table([
    ['share', 'function'],
    ...functions.map(({ name, share }) => [`${(share * 100).toFixed(1)} %`, name]),
  ]);
}
