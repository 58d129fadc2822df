import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { z } from 'zod';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Ids } from '../../core/ids';
import { Log } from '../../core/log';
import { Loops } from '../../core/loops';
import { Secrets } from '../intake/secrets.service';
import { signatureOf } from '../intake/signature.rules';
import { modeOf } from '../mode.rules';
import { Numbers } from '../work/numbers.service';
import { ControlSchema, type ControlRequest, type ReceiptPlan } from './control.rules';
import {
  httpStatusOf,
  magicOf,
  messageBody,
  type Origin,
  receiptsBody,
  type SimulatedPerson,
} from './simulated-body.rules';

const ON_THIS_MACHINE = '127.0.0.1';
const MOST_BYTES = 1024 * 1024;
const MOST_KEPT = 1000;
const TELL_SECONDS = 0.25;
/** What a developer sees: on its way, there, read. */
const RECEIPT_DELAYS_MS = { sent: 300, delivered: 900, failed: 900, read: 3000 } as const;

const SentSchema = z.looseObject({
  messaging_product: z.literal('whatsapp'),
  to: z.string().min(1),
  type: z.string().min(1),
  biz_opaque_callback_data: z.string().max(512).optional(),
});

/** A message that was handed over here. */
export interface Received {
  readonly wamid: string;
  readonly to: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A stand-in for WhatsApp in development and tests: it speaks the HTTP of the Graph API and calls our webhook, signed.
 * Production refuses the mode that starts it.
 */
@Injectable()
export class FakeGraphServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | null = null;
  private readonly received: Received[] = [];
  private readonly planned: { received: Received; plan: ReceiptPlan; at: number }[] = [];

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    private readonly loops: Loops,
    private readonly secrets: Secrets,
    private readonly numbers: Numbers,
    private readonly host: HttpAdapterHost,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (modeOf(this.config) !== 'simulated' || this.config.isProduction) return;
    const wanted = this.config.get('WHATSAPP_SIMULATOR_PORT');
    try {
      this.server = await this.listen(wanted);
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EADDRINUSE') throw error;
      this.server = await this.listen(0);
      this.log.warn('simulator.port.taken', { wanted, url: this.url });
    }
    this.loops.register({
      name: 'whatsapp.simulator',
      everySeconds: TELL_SECONDS,
      step: () => this.tell(),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.planned.length = 0;
    const { server } = this;
    this.server = null;
    server?.closeAllConnections();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** @throws Error when this process keeps no stand-in */
  get url(): string {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (!address) throw new Error('The stand-in for WhatsApp does not run in this process.');
    return `http://${ON_THIS_MACHINE}:${String(address.port)}`;
  }

  /** What was handed over, oldest first. */
  messages(): readonly Received[] {
    return this.received;
  }

  /** Receipts of one message, in the order given. @returns the status of our webhook's answer */
  async receipts(received: Pick<Received, 'wamid' | 'to' | 'body'>, plan: ReceiptPlan) {
    const told = plan.statuses.map((status) => ({
      id: received.wamid,
      status,
      timestamp: this.now(),
      recipient_id: received.to.replace('+', ''),
      ...(received.body['biz_opaque_callback_data'] !== undefined && {
        biz_opaque_callback_data: received.body['biz_opaque_callback_data'],
      }),
      ...(status === 'failed' && { errors: [{ code: plan.errorCode, title: 'simulated' }] }),
      ...(status === 'sent' && { pricing: { billable: false, pricing_model: 'PMP' } }),
    }));
    const shuffled = plan.shuffle ? this.shuffled(told) : told;
    const all = plan.duplicate ? [...shuffled, ...this.shuffled(shuffled)] : shuffled;
    let status = 0;
    for (const one of all) status = await this.call(receiptsBody(this.origin(), [one]));
    return status;
  }

  /** A message of a person. @returns its id and the status of our webhook's answer */
  async say(person: SimulatedPerson, content: Readonly<Record<string, unknown>>) {
    const id = this.wamid();
    const message = { id, timestamp: this.now(), ...content };
    return { wamid: id, status: await this.call(messageBody(this.origin(), person, message)) };
  }

  /** Calls our webhook, signed. @returns the status of its answer */
  async call(body: object): Promise<number> {
    const text = JSON.stringify(body);
    const response = await fetch(`${this.target()}/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': signatureOf(text, this.secrets.appSecrets()[0] ?? ''),
      },
      body: text,
    });
    await response.arrayBuffer();
    return response.status;
  }

  private listen(port: number): Promise<Server> {
    return new Promise((resolve, reject) => {
      const server = createServer((request, response) => {
        void this.answer(request, response);
      });
      server.once('error', reject);
      server.listen(port, ON_THIS_MACHINE, () => resolve(server));
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [path = ''] = (request.url ?? '').split('?');
      const body = await bodyOf(request);
      const answer = path.startsWith('/control/')
        ? await this.control(path.slice('/control/'.length), body)
        : this.graph(path, body);
      if (answer) json(response, answer.status, answer.body);
    } catch (error) {
      json(response, 400, { error: { code: 100, message: describe(error) } });
    }
  }

  /** @returns null for a number that is never answered */
  private graph(path: string, body: unknown): { status: number; body: object } | null {
    if (path.endsWith('/message_templates'))
      return { status: 200, body: { id: String(this.number()), status: 'APPROVED' } };
    if (!path.endsWith('/messages'))
      return { status: 404, body: { error: { code: 100, message: 'Unknown path' } } };
    const sent = SentSchema.parse(body);
    const magic = magicOf(sent.to);
    if (magic.kind === 'refused')
      return {
        status: httpStatusOf(magic.code),
        body: { error: { code: magic.code, message: `(#${String(magic.code)}) simulated` } },
      };
    const received = { wamid: this.wamid(), to: sent.to, body: sent };
    this.received.push(received);
    if (this.received.length > MOST_KEPT) this.received.shift();
    this.plan(received, magic.kind === 'fails' ? magic.code : null);
    if (magic.kind === 'silent') return null;
    return {
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: sent.to, wa_id: sent.to.replace('+', '') }],
        messages: [{ id: received.wamid, message_status: 'accepted' }],
      },
    };
  }

  /** Receipts come by themselves, except in tests, which say when. */
  private plan(received: Received, errorCode: number | null): void {
    if (this.config.get('RELANCE_ENV') === 'test') return;
    const ends = errorCode === null ? (['delivered', 'read'] as const) : (['failed'] as const);
    for (const status of ['sent', ...ends] as const)
      this.planned.push({
        received,
        plan: { statuses: [status], errorCode: errorCode ?? 0, shuffle: false, duplicate: false },
        at: performance.now() + RECEIPT_DELAYS_MS[status],
      });
  }

  /** Tells what is due; a webhook that does not take it hears it again. */
  private async tell(): Promise<boolean> {
    const due = this.planned.filter(({ at }) => at <= performance.now());
    for (const one of due) {
      if ((await this.receipts(one.received, one.plan)) !== 200) break;
      this.planned.splice(this.planned.indexOf(one), 1);
    }
    return false;
  }

  private async control(act: string, body: unknown): Promise<{ status: number; body: object }> {
    if (act === 'messages') return { status: 200, body: this.received };
    const request = ControlSchema.parse({ ...Object(body), act });
    return { status: 200, body: await this.perform(request) };
  }

  private async perform(request: ControlRequest): Promise<object> {
    if (request.act === 'status') {
      const received = this.wanted(request.wamid);
      return { wamid: received.wamid, status: await this.receipts(received, request) };
    }
    const person = { waId: request.from.replace('+', ''), name: request.name };
    const quoted = request.act === 'text' ? request.wamid : this.quoted(request);
    const context = quoted && { context: { id: quoted } };
    switch (request.act) {
      case 'text':
        return this.say(person, { type: 'text', text: { body: request.body }, ...context });
      case 'click':
        return this.say(person, { ...this.tap(request, quoted), ...context });
      case 'list': {
        const reply = { id: request.payload, title: request.label ?? request.payload };
        const interactive = { type: 'list_reply', list_reply: reply };
        return this.say(person, { type: 'interactive', interactive, ...context });
      }
    }
  }

  /** A button of a message that was handed over here, or a payload out of nowhere. */
  private tap(
    { payload, label, button }: Extract<ControlRequest, { act: 'click' }>,
    quoted: string | undefined,
  ): Record<string, unknown> {
    const body = this.received.find(({ wamid }) => wamid === quoted)?.body;
    const buttons = buttonsIn(body);
    const found = buttons.find((one) => one.payload === payload) ?? buttons[button];
    const id = payload ?? found?.payload;
    if (id === undefined)
      throw new Error('There is no such button: send a message with buttons first, or --payload.');
    const title = label ?? (found?.payload === id ? found.label : id);
    if (body?.['type'] === 'interactive')
      return {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id, title } },
      };
    return { type: 'button', button: { payload: id, text: title } };
  }

  private quoted({
    wamid,
    from,
  }: {
    wamid?: string | undefined;
    from: string;
  }): string | undefined {
    if (wamid !== undefined) return wamid;
    const digits = from.replace('+', '');
    return this.received.findLast(
      ({ to, body }) => to.replace('+', '') === digits && buttonsIn(body).length > 0,
    )?.wamid;
  }

  private wanted(wamid: string | undefined): Received {
    const found =
      wamid === undefined ? this.received.at(-1) : this.received.find((one) => one.wamid === wamid);
    if (!found) throw new Error('No such message was handed over here.');
    return found;
  }

  private origin(): Origin {
    return {
      accountId: this.config.get('WHATSAPP_BUSINESS_ACCOUNT_ID') ?? '200000000000002',
      phoneNumberId: this.numbers.own,
      displayNumber: '49300000000',
    };
  }

  private target(): string {
    const address = this.host.httpAdapter.getHttpServer() as Server;
    const { port } = address.address() as AddressInfo;
    return `http://${ON_THIS_MACHINE}:${String(port)}`;
  }

  private now(): string {
    return String(Math.floor(this.clock.now().getTime() / 1000));
  }

  private wamid(): string {
    return `wamid.SIM${Buffer.from(this.ids.uuid()).toString('base64url')}`;
  }

  private number(): number {
    return Math.floor(this.ids.fraction() * 1e15);
  }

  private shuffled<T>(given: readonly T[]): T[] {
    return given
      .map((one) => ({ one, at: this.ids.fraction() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  }
}

const ButtonsSchema = z.looseObject({
  interactive: z
    .looseObject({
      action: z.looseObject({
        buttons: z.array(
          z.looseObject({ reply: z.looseObject({ id: z.string(), title: z.string() }) }),
        ),
      }),
    })
    .optional(),
  template: z
    .looseObject({
      components: z.array(
        z.looseObject({
          type: z.string(),
          parameters: z.array(z.looseObject({ payload: z.string().optional() })),
        }),
      ),
    })
    .optional(),
});

function buttonsIn(body: unknown): { payload: string; label?: string }[] {
  const found = ButtonsSchema.safeParse(body).data;
  if (found?.interactive)
    return found.interactive.action.buttons.map(({ reply }) => ({
      payload: reply.id,
      label: reply.title,
    }));
  return (found?.template?.components ?? [])
    .filter(({ type }) => type === 'button')
    .flatMap(({ parameters }) =>
      parameters.flatMap(({ payload }) => (payload === undefined ? [] : [{ payload }])),
    );
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('The body is too long.');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
