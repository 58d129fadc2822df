import { Readable, Transform } from 'node:stream';
import SMTPConnection, { type Options, type SMTPError } from 'nodemailer/lib/smtp-connection';
import type { BuiltMail, Outcome, Phase } from './email.provider';
import { classify } from './smtp-outcome.rules';
import { isFitForWire } from './wire.rules';

export type SmtpOptions = Options & { readonly auth?: { user: string; pass: string } };

const END_OF_DATA = Buffer.from('.\r\n');

/** Says when the client begins to send the body, which it does on the server's 354 and not before. */
class Body extends Readable {
  constructor(
    private readonly raw: Buffer,
    private readonly begun: () => void,
  ) {
    super();
  }

  /** What goes over the wire as it is leaves in one write; the client's own stream looks at each byte and writes twice. */
  override pipe<T extends NodeJS.WritableStream>(to: T, options?: { end?: boolean }): T {
    if (!(to instanceof Transform) || !isFitForWire(this.raw)) return super.pipe(to, options);
    this.begun();
    to.push(Buffer.concat([this.raw, END_OF_DATA]));
    to.push(null);
    return to;
  }

  override _read(): void {
    this.begun();
    this.push(this.raw);
    this.push(null);
  }
}

/** One signed-in connection to an SMTP server, which knows how far each dialogue has come. */
export class SmtpSession {
  private readonly connection: SMTPConnection;
  private usable = false;
  private sent = 0;
  private lost: ((error: SMTPError) => void) | null = null;

  constructor(private readonly options: SmtpOptions) {
    this.connection = new SMTPConnection(options);
    this.connection.on('error', (error: SMTPError) => {
      this.usable = false;
      this.lost?.(error.responseCode ? error : this.lastWord(error));
    });
    this.connection.on('end', () => {
      this.usable = false;
      this.lost?.(this.lastWord(new Error('The server closed the connection.')));
    });
  }

  /** Connects and signs in. @returns why it could not, or null */
  async open(): Promise<Outcome | null> {
    const error = await this.dialogue((done) => {
      this.connection.connect((connectError) => {
        const { auth } = this.options;
        if (connectError || !auth) done(connectError ?? null);
        else this.connection.login({ credentials: auth }, (loginError) => done(loginError ?? null));
      });
    });
    if (error) {
      this.close();
      return classify(failureOf(error, 'connecting'));
    }
    this.usable = true;
    return null;
  }

  async send({ from, to, raw }: Pick<BuiltMail, 'from' | 'to' | 'raw'>): Promise<Outcome> {
    let phase: Phase = 'session';
    let response = '';
    const body = new Body(raw, () => (phase = 'data'));
    const error = await this.dialogue((done) => {
      this.connection.send({ from, to: [to], size: raw.length }, body, (sendError, info) => {
        if (!sendError) response = info.response;
        done(sendError);
      });
    });
    this.sent += 1;
    if (!error)
      return {
        kind: 'accepted',
        providerMessageId: queueId(response),
        wireMessageId: null,
        response,
      };
    body.destroy();
    const outcome = classify(failureOf(error, phase));
    if (!this.usable || !(await this.reset())) this.close();
    return outcome;
  }

  /** Asks whether the other side is there; the cheapest command that every server answers. */
  async reset(): Promise<boolean> {
    const error = await this.dialogue((done) => this.connection.reset((e) => done(e)));
    return error === null;
  }

  get alive(): boolean {
    return this.usable && !this.connection.destroyed;
  }

  /** Whether it has carried a mail: a server may have hung up on such a one in the meantime. */
  get used(): boolean {
    return this.sent > 0;
  }

  close(): void {
    this.usable = false;
    this.connection.close();
  }

  quit(): void {
    this.usable = false;
    this.connection.quit();
  }

  /** A server that hangs up on pipelined commands has often said why: a refusal is a definite word (RFC 5321 §4.2). */
  private lastWord(error: SMTPError): SMTPError {
    const said = this.connection.lastServerResponse;
    if (typeof said !== 'string' || !/^[45]\d\d[ -]/.test(said)) return error;
    return Object.assign(error, { response: said, responseCode: Number(said.slice(0, 3)) });
  }

  /** One exchange that ends with a callback or with the connection, whichever comes first. */
  private dialogue(
    begin: (done: (error: SMTPError | null) => void) => void,
  ): Promise<SMTPError | null> {
    return new Promise((resolve) => {
      const done = (error: SMTPError | null) => {
        this.lost = null;
        resolve(error);
      };
      this.lost = done;
      begin(done);
    });
  }
}

function failureOf(error: SMTPError, phase: Phase) {
  return {
    phase,
    code: typeof error.code === 'string' ? error.code : null,
    command: error.command ?? null,
    responseCode: error.responseCode ?? null,
    response: error.response ?? error.message,
  };
}

/** `250 2.0.0 Ok: queued as 4F2A1` and its relatives. */
function queueId(response: string): string | null {
  return /queued(?: as|:)? ?<?([\w.@-]{1,120})/i.exec(response)?.[1] ?? null;
}
