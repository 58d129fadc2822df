import { createHash } from 'node:crypto';

/** The hash of a row: over the hash before it, its place in the chain and all that it says. */
export function sealOf(previous: Buffer, position: bigint, content: string): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(`${String(position)}\n${content}`)
    .digest();
}
