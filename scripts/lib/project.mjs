import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const inRoot = (...path) => join(root, ...path);
export const web = inRoot('web');

const LEAST_NODE = [20, 19];

/** A file or folder of what this installation keeps for itself. */
export function inData(...path) {
  mkdirSync(inRoot('.data'), { recursive: true });
  chmodSync(inRoot('.data'), 0o711); // whom PostgreSQL runs as passes through; every secret in it is closed by itself
  return inRoot('.data', ...path);
}

/** @returns a sentence when Node is too old, else null */
export function nodeFault() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return enough
    ? null
    : `Node ${LEAST_NODE.join('.')} or newer is needed, this is ${process.versions.node}.`;
}
