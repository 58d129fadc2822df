import { Crm, type CrmOptions, type Visitor } from './crm';
import { SmtpSink } from './smtp-sink';

export interface SentMail {
  readonly to: string;
  readonly step: string;
  readonly at: Date;
}

interface LeadWish {
  readonly nr?: number;
  readonly company?: Record<string, unknown>;
  readonly contact?: Record<string, unknown>;
  /** Default: an opt-in for e-mail. */
  readonly consent?: Record<string, unknown> | null;
  readonly who?: Visitor;
}

const OPT_IN = {
  channel: 'email',
  state: 'given',
  basis: 'OPT_IN',
  source: 'Messe',
  proof: 'Karte vom Stand, unterschrieben',
};

/** The running system beside an SMTP server outside, and the people who use it. */
export async function followUpWorld(options: CrmOptions = {}) {
  const sink = await SmtpSink.start();
  const crm = await Crm.start({
    at: '2026-03-02T13:00:00Z',
    ...options,
    env: {
      EMAIL_MODE: 'smtp',
      EMAIL_SMTP_URL: sink.url,
      EMAIL_RENDERERS: '1',
      PUBLIC_URL: 'https://crm.example',
      ...options.env,
    },
  });
  const team = await crm.team('Süd');
  const anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: team });
  const maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: team });
  await crm.changeTeam(team, { managerId: maria.id });
  let serial = 0;
  return {
    sink,
    crm,
    anna,
    maria,
    addressOf: (nr: number) => `chef${String(nr)}@hotel.example`,
    /** Registers a lead, as Anna unless somebody else is named. @returns its id */
    register: async ({
      nr = ++serial,
      company = {},
      contact = {},
      consent = OPT_IN,
      who = anna,
    }: LeadWish = {}) => {
      const { status, body } = await who.post<{ id: string; contacts: { id: string }[] }>(
        '/v1/leads',
        {
          company: {
            name: `Hotel Nr ${String(nr)}`,
            city: `Ort ${String(nr)}`,
            country: 'DE',
            postalCode: '10115',
            businessType: 'HOTEL',
            ...company,
          },
          contacts: [
            {
              firstName: 'Eva',
              lastName: 'Brandt',
              email: `chef${String(nr)}@hotel.example`,
              ...contact,
            },
          ],
          source: 'REFERRAL',
          override: { reason: 'Ein anderes Haus am Ort' },
        },
      );
      if (status !== 201) throw new Error(`Not registered: ${JSON.stringify(body)}`);
      if (consent !== null) {
        const contactId = body.contacts[0]?.id;
        const given = await who.post(`/v1/leads/${body.id}/consents`, { contactId, ...consent });
        if (given.status !== 201) throw new Error(`No consent: ${JSON.stringify(given.body)}`);
      }
      return body.id;
    },
    /** Turns the clock as people do, through the API. */
    advanceTo: async (to: string) => {
      const { status, body } = await crm.admin.post('/v1/test-clock/advance', { to });
      if (status !== 200) throw new Error(`Not advanced: ${JSON.stringify(body)}`);
      return body as { now: string; stops: number };
    },
    trace: async (leadId: string, who: Visitor = anna) =>
      (await who.get<Trace>(`/v1/leads/${leadId}/follow-up-trace`)).body,
    /** What the sink has, in the order of arrival. */
    mails: (): { to: string; subject: string; date: Date }[] =>
      sink.mails.map(({ to, raw }) => ({
        to: to[0] ?? '',
        subject: /^Subject: (.*)$/m.exec(raw)?.[1] ?? '',
        date: new Date(/^Date: (.*)$/m.exec(raw)?.[1] ?? ''),
      })),
    stop: async () => {
      await crm.stop();
      await sink.stop();
    },
  };
}
export type FollowUpWorld = Awaited<ReturnType<typeof followUpWorld>>;

export interface Trace {
  sentence: string;
  enrolment: { state: string; reason: string | null } | null;
  next: { step: string; at: string } | null;
  followUps: {
    id: string;
    step: string;
    channel: string;
    state: string;
    asks: string;
    sentence: string;
    reason: string | null;
    dueAt: string;
    handedOverAt: string | null;
    decisions: {
      number: number;
      outcome: string;
      reason: string | null;
      reasonText: string | null;
      guards: { key: string; label: string; result: string; value: Record<string, unknown> }[];
      counterfactual: { sentence: string; unless: string[]; at: string } | null;
      content: {
        template?: { key: string; locale: string };
        losers?: unknown[];
        offer?: { season: string | null };
      } | null;
    }[];
  }[];
}
