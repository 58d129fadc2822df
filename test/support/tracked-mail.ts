import PostalMime from 'postal-mime';
import { T3_VERSION } from './mail';
import { followUpWorld, type FollowUpWorld } from './follow-ups';

/** How a browser names itself. */
export const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
export const TRACKING = {
  channel: 'email',
  purpose: 'tracking',
  state: 'given',
  basis: 'OPT_IN',
  source: 'Formular der Messe',
  proof: 'Zweites Kästchen angekreuzt',
};
/** Pages that letters of this world link to. */
export const PAGES = [
  'https://shop.example/box?for=hotel&x=1',
  'https://shop.example/recipes',
  'https://shop.example/prices',
] as const;

interface Version {
  readonly id: string;
  readonly templateId: string;
  readonly bodies: Record<'de' | 'en', { subject: string; html: string; plain: string }>;
}

export interface Letter {
  readonly to: string;
  readonly html: string;
  readonly plain: string;
  /** Addresses of ours that stand for links, as paths, by what a person would see of them. */
  readonly links: readonly string[];
  readonly trap: string | null;
  readonly picture: string | null;
}

/** A world whose first follow-up links to pages. */
export async function trackedWorld() {
  const world = await followUpWorld();
  await publishLinks(world);
  const { crm, sink } = world;
  return {
    ...world,
    /** Registers a lead and lets its first follow-up leave. */
    mailed: async (consents: readonly object[] = [TRACKING]) => {
      const { leadId, contactId, email } = await registered(world, consents);
      await untilWritten(world, leadId);
      const letter = await letterOf(sink.to(email).at(-1)?.raw ?? '');
      const [mail] = await crm.sql<{ id: string }>(
        'SELECT id FROM email_messages WHERE subject_id = $1 ORDER BY id DESC LIMIT 1',
        [leadId],
      );
      return { leadId, contactId, letter, messageId: mail?.id ?? '' };
    },
    registered: () => registered(world, [TRACKING]),
    untilWritten: (leadId: string) => untilWritten(world, leadId),
    say: (leadId: string, consent: object) => say(world, leadId, consent),
    /** As a person with a browser would, unless something else is said. */
    fetch: (path: string, init: { method?: string; agent?: string; headers?: object } = {}) =>
      fetch(`${crm.url}${path}`, {
        method: init.method ?? 'GET',
        redirect: 'manual',
        headers: { 'user-agent': init.agent ?? BROWSER, ...init.headers },
      }),
    /** Lets so many seconds pass, and what is due in them happen. */
    seconds: async (count: number) => {
      await world.advanceTo(new Date(crm.clock.now().getTime() + count * 1000).toISOString());
    },
    told: (messageId: string) =>
      crm.sql<{ fact: string; machine: string | null; data: Record<string, unknown> }>(
        `SELECT type AS fact, data->>'machine' AS machine, data FROM event_log
          WHERE type IN ('crm.email.opened.v1', 'crm.email.clicked.v1') AND data->>'messageId' = $1
          ORDER BY position`,
        [messageId],
      ),
    firsts: async (messageId: string) =>
      (
        await crm.sql<{ opened: Date | null; clicked: Date | null }>(
          'SELECT first_opened_at AS opened, first_clicked_at AS clicked FROM email_messages WHERE id = $1',
          [messageId],
        )
      )[0],
  };
}
export type TrackedWorld = Awaited<ReturnType<typeof trackedWorld>>;

async function say(world: FollowUpWorld, leadId: string, consent: object): Promise<void> {
  const { status, body } = await world.anna.post(`/v1/leads/${leadId}/consents`, consent);
  if (status !== 201) throw new Error(`No consent: ${JSON.stringify(body)}`);
}

async function registered(world: FollowUpWorld, consents: readonly object[]) {
  const leadId = await world.register();
  const { body } = await world.anna.get<{ contacts: { id: string; email: string }[] }>(
    `/v1/leads/${leadId}`,
  );
  const { id: contactId, email } = body.contacts[0] ?? { id: '', email: '' };
  for (const consent of consents) await say(world, leadId, { ...consent, contactId });
  await world.crm.drain();
  return { leadId, contactId, email };
}

/** Turns the clock to the instant at which the first follow-up of a lead leaves. */
async function untilWritten(world: FollowUpWorld, leadId: string): Promise<void> {
  for (let turns = 0; turns < 10; turns++) {
    const { followUps } = await world.trace(leadId);
    const first = followUps.find(({ step }) => step === 'T3');
    if (first?.state !== 'planned') return;
    await world.advanceTo(first.dueAt);
  }
  throw new Error('The first follow-up never leaves.');
}

async function publishLinks({ crm }: FollowUpWorld): Promise<void> {
  const { body: shipped } = await crm.admin.get<Version>(
    `/v1/email-template-versions/${T3_VERSION}`,
  );
  const begun = await crm.admin.post<Version>(`/v1/email-templates/${shipped.templateId}/versions`);
  const anchors = PAGES.map(
    (url, at) => `<a href="${url.replace('&', '&amp;')}">Seite ${String(at)}</a>`,
  );
  const imprint = '<a href="https://shop.example/impressum">Impressum</a>';
  const linked = ({ subject, html, plain }: Version['bodies']['de']) => ({
    subject,
    html: html.replace('</h1>', `</h1><p>${anchors.join(' ')} ${imprint}</p>`),
    plain: `${plain}\n${PAGES.join('\n')}\n`,
  });
  const path = `/v1/email-template-versions/${begun.body.id}`;
  const { de, en } = shipped.bodies;
  const edited = await crm.admin.put(
    path,
    { bodies: { de: linked(de), en: linked(en) } },
    { headers: { 'if-match': begun.headers.get('etag') ?? '' } },
  );
  if (edited.status !== 200) throw new Error(`Not edited: ${String(edited.status)}`);
  const published = await crm.admin.post(`${path}/publication`, { reason: 'Mit Seiten im Netz' });
  if (published.status !== 200) throw new Error(`Not published: ${String(published.status)}`);
}

async function letterOf(raw: string): Promise<Letter> {
  const { html = '', text = '', to } = await PostalMime.parse(raw);
  const path = (pattern: RegExp) =>
    [...html.matchAll(pattern)].map(([, found = '']) => found.replace('https://crm.example', ''));
  const trap = path(/<a href="([^"]+)" style="display:none/g)[0] ?? null;
  return {
    to: to?.[0]?.address ?? '',
    html,
    plain: text,
    links: path(/<a href="(https:\/\/crm\.example\/e\/c\/[^"]+)">/g),
    trap,
    picture: path(/<img src="(https:\/\/crm\.example\/e\/o\/[^"]+)"/g)[0] ?? null,
  };
}
