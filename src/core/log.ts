import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

type Fields = Readonly<Record<string, unknown>>;

/** One JSON line an act: fields, not sentences; never an address, a token or a message text. */
export class Log {
  private readonly pino: Logger;

  constructor(level: string, destination?: DestinationStream) {
    const options = {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'act',
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  debug(act: string, fields: Fields = {}): void {
    this.pino.debug(fields, act);
  }

  info(act: string, fields: Fields = {}): void {
    this.pino.info(fields, act);
  }

  warn(act: string, fields: Fields = {}): void {
    this.pino.warn(fields, act);
  }

  /** The stack goes along; a database error's `detail` and `where` do not, since they quote values. */
  error(act: string, error: unknown, fields: Fields = {}): void {
    this.pino.error({ ...fields, error: describe(error) }, act);
  }
}

const LONGEST_MESSAGE = 400;

function describe(error: unknown): Fields {
  if (!(error instanceof Error)) return { message: String(error).slice(0, LONGEST_MESSAGE) };
  const code: unknown = Reflect.get(error, 'code');
  // The stack begins with the message; only the places are wanted of it.
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, message: error.message.slice(0, LONGEST_MESSAGE), code, stack };
}

/** Lets Nest's own messages come out in the same form. */
export class NestLog implements LoggerService {
  constructor(private readonly out: Log) {}

  log(message: unknown, context?: string): void {
    this.out.debug('nest', { message, context });
  }

  warn(message: unknown, context?: string): void {
    this.out.warn('nest', { message, context });
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.out.error('nest', message instanceof Error ? message : new Error(String(message)), {
      context: context ?? stack,
    });
  }
}
