import { z } from 'zod';
import { say } from '../core/field-text';

/** A place in the log's order. `position` alone is no place: transactions commit in another order. */
export interface LogPlace {
  readonly epoch: number;
  readonly tx: bigint;
  readonly position: bigint;
}

const EPOCH_DIGITS = 6;
const TX_DIGITS = 20;
const POSITION_DIGITS = 19;
const NO_PLACE = say('is no place in the log', 'ist keine Stelle im Protokoll');
const PATTERN = /^(\d{6})-(\d{20})-(\d{19})$/;
/** The largest `bigint` and `xid8` of PostgreSQL. */
const LAST_POSITION = 9_223_372_036_854_775_807n;
const LAST_TX = 18_446_744_073_709_551_615n;

export const BEGINNING: LogPlace = { epoch: 0, tx: 0n, position: 0n };

/** Zero-padded, so that text sorts as the log does. */
export function formatSequence({ epoch, tx, position }: LogPlace): string {
  return [
    String(epoch).padStart(EPOCH_DIGITS, '0'),
    String(tx).padStart(TX_DIGITS, '0'),
    String(position).padStart(POSITION_DIGITS, '0'),
  ].join('-');
}

/** @returns null for anything that is no sequence */
export function parseSequence(text: string): LogPlace | null {
  const [, epoch, tx, position] = PATTERN.exec(text) ?? [];
  if (epoch === undefined || tx === undefined || position === undefined) return null;
  const place = { epoch: Number(epoch), tx: BigInt(tx), position: BigInt(position) };
  return place.tx <= LAST_TX && place.position <= LAST_POSITION ? place : null;
}

/** A place as callers send it back; the bounds are those of the columns. */
export const SequenceSchema = z
  .string()
  .regex(PATTERN, { error: NO_PLACE, abort: true })
  .refine((text) => parseSequence(text) !== null, NO_PLACE);

/**
 * A snapshot, in PostgreSQL's text form, in which nothing above the last transaction read from the log has happened.
 * What it had seen end up there was nobody's event, and after a crash PostgreSQL may give the number of a transaction
 * that left no trace on disk (a NOTIFY, a rollback) to another one, which does write one.
 */
export function snapshotUpTo(snapshot: string, lastTx: bigint): string {
  const [xmin = '', xmax = '', open = ''] = snapshot.split(':');
  const end = lastTx + 1n < BigInt(xmax) ? lastTx + 1n : BigInt(xmax);
  const begin = BigInt(xmin) < end ? BigInt(xmin) : end;
  const below = open.split(',').filter((tx) => tx !== '' && BigInt(tx) < end);
  return `${String(begin)}:${String(end)}:${below.join(',')}`;
}

/** The last place below a snapshot's xmin: whoever has seen everything up to it misses nothing later. */
export function placeBelow(epoch: number, xmin: bigint): LogPlace {
  return { epoch, tx: xmin - 1n, position: LAST_POSITION };
}
