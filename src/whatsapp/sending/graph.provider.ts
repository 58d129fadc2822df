import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Config } from '../../core/config';
import { modeOf } from '../mode.rules';
import { FakeGraphServer } from '../simulator/fake-graph.provider';
import { Numbers } from '../work/numbers.service';

/** What came of a call. Only `unanswered` leaves open whether WhatsApp has the message. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly wamid: string; readonly waId: string | null }
  | {
      readonly kind: 'refused';
      readonly httpStatus: number;
      readonly errorCode: number | null;
      readonly response: string;
    }
  | { readonly kind: 'not_sent'; readonly response: string }
  | { readonly kind: 'unanswered'; readonly response: string };

/** Faults before a connection stood: nothing has left. */
const BEFORE_BYTES = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];
const MOST_RESPONSE = 1000;

const AcceptedSchema = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string().min(1) })).min(1),
  contacts: z.array(z.looseObject({ wa_id: z.string().optional() })).optional(),
});
const RefusedSchema = z.looseObject({
  error: z.looseObject({ code: z.number().int(), message: z.string().optional() }),
});
const TemplateSchema = z.looseObject({ id: z.coerce.string(), status: z.string() });

/** The Graph API of Meta, or the stand-in that speaks the same. */
@Injectable()
export class Graph {
  constructor(
    private readonly config: Config,
    private readonly numbers: Numbers,
    private readonly simulator: FakeGraphServer,
  ) {}

  /** Hands one message over; never throws. */
  async send(body: object): Promise<Outcome> {
    const answer = await this.post(`${this.numbers.own}/messages`, body);
    if ('kind' in answer) return answer;
    const accepted = answer.status < 300 ? AcceptedSchema.safeParse(answer.json).data : undefined;
    const [message] = accepted?.messages ?? [];
    if (message)
      return {
        kind: 'accepted',
        wamid: message.id,
        waId: accepted?.contacts?.[0]?.wa_id ?? null,
      };
    // A good answer that names no message says nothing about whether there is one.
    if (answer.status < 300) return { kind: 'unanswered', response: shortened(answer.text) };
    return refusedBy(answer);
  }

  /** Hands a template in. @returns its id and state at WhatsApp, or what was wrong with it */
  async submitTemplate(
    body: object,
  ): Promise<{ readonly id: string; readonly status: string } | { readonly fault: string }> {
    const account = this.config.get('WHATSAPP_BUSINESS_ACCOUNT_ID') ?? 'simulated';
    const answer = await this.post(`${account}/message_templates`, body);
    if ('kind' in answer) return { fault: answer.kind };
    const made = TemplateSchema.safeParse(answer.json).data;
    if (answer.status < 300 && made) return { id: made.id, status: made.status };
    const refusal = RefusedSchema.safeParse(answer.json).data?.error;
    return { fault: refusal?.message ?? `status ${String(answer.status)}` };
  }

  private async post(path: string, body: object) {
    const version = this.config.get('WHATSAPP_API_VERSION');
    const seconds = this.config.get('WHATSAPP_TIMEOUT_SECONDS');
    try {
      const response = await fetch(`${this.base()}/${version}/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${this.config.get('WHATSAPP_ACCESS_TOKEN') ?? 'simulated'}`,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(seconds * 1000),
      });
      const text = await response.text();
      return { status: response.status, text, json: parsed(text) };
    } catch (error) {
      return lost(error);
    }
  }

  private base(): string {
    return modeOf(this.config) === 'simulated'
      ? this.simulator.url
      : this.config.get('WHATSAPP_GRAPH_URL').replace(/\/$/, '');
  }
}

function refusedBy({
  status,
  json,
  text,
}: {
  status: number;
  json: unknown;
  text: string;
}): Outcome {
  const error = RefusedSchema.safeParse(json).data?.error;
  return {
    kind: 'refused',
    httpStatus: status,
    errorCode: error?.code ?? null,
    response: shortened(error?.message ?? text),
  };
}

function lost(error: unknown): Outcome & { kind: 'not_sent' | 'unanswered' } {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = Reflect.get(Object(cause), 'code');
  const word = typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
  return { kind: BEFORE_BYTES.includes(word) ? 'not_sent' : 'unanswered', response: word };
}

/** Without numbers that could be somebody's. */
function shortened(text: string): string {
  return text.replace(/\+?\d{7,}/g, '…').slice(0, MOST_RESPONSE);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
