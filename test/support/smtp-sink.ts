import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface SunkMail {
  readonly from: string;
  readonly to: string[];
  readonly raw: string;
}

/** What the sink answers instead of 250. */
export interface Misbehaviour {
  readonly at: 'mail' | 'rcpt' | 'data';
  readonly reply: string;
}

function refusal(reply: string): Error {
  const [, code, text] = /^(\d{3}) (.*)$/.exec(reply) ?? [];
  return Object.assign(new Error(text), { responseCode: Number(code) });
}

/** An SMTP server outside of the product that keeps what it accepts. */
export class SmtpSink {
  readonly mails: SunkMail[] = [];
  /** Asked for each recipient; undefined takes the mail. */
  misbehave: (to: string) => Misbehaviour | undefined = () => undefined;
  connections = 0;
  /** Called with each mail that is taken, before the other side is told so. */
  taken: (mail: SunkMail) => void = () => undefined;

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<SmtpSink> {
    let sink: SmtpSink | null = null;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 200,
      maxClients: 200,
      onConnect: (_, done) => {
        if (sink) sink.connections += 1;
        done();
      },
      onMailFrom: (_address, _session, done) => {
        const bad = sink?.misbehave('');
        done(bad?.at === 'mail' ? refusal(bad.reply) : null);
      },
      onRcptTo: ({ address }, _session, done) => {
        const bad = sink?.misbehave(address);
        done(bad?.at === 'rcpt' ? refusal(bad.reply) : null);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          const bad = sink?.misbehave(to[0] ?? '');
          const { mailFrom } = session.envelope;
          const mail = {
            from: mailFrom ? mailFrom.address : '',
            to,
            raw: Buffer.concat(chunks).toString(),
          };
          if (bad?.at === 'data') {
            done(refusal(bad.reply));
            return;
          }
          sink?.mails.push(mail);
          sink?.taken(mail);
          done();
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    sink = new SmtpSink(server);
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${String((this.server.server.address() as AddressInfo).port)}`;
  }

  to(address: string): SunkMail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** A server that says exactly what it is told, line by line, for what a real one never does. */
export async function scriptedServer(answer: (line: string, socket: Socket) => void): Promise<{
  url: string;
  stop: () => Promise<void>;
}> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let held = '';
    answer('', socket);
    socket.on('data', (chunk) => {
      held += chunk.toString();
      for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        answer(line, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `smtp://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
