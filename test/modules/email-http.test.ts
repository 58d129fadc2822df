import { Database, systemDbScope } from '../../src/core/database';
import { EmailService } from '../../src/email';
import { sampleValues } from '../../src/email/templates/variables.rules';
import { ADMIN, Crm, type Visitor } from '../support/crm';
import { type NewMail, T3_VERSION } from '../support/mail';

interface Version {
  id: string;
  state: string;
  rowVersion: number;
  number: number;
  templateId: string;
  bodies: Record<string, { subject: string; html: string; plain: string }>;
  findings: { level: string; code: string }[];
}
interface List<T> {
  items: T[];
  nextCursor: string | null;
}

describe('mail over HTTP', () => {
  let crm: Crm;
  let anna: Visitor;
  let manager: Visitor;
  let leadId: string;

  beforeAll(async () => {
    crm = await Crm.start({ env: { PUBLIC_URL: 'http://crm.example' } });
    const teamId = await crm.team('Süd');
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId });
    manager = await crm.person({ name: 'Maria Chef', role: 'MANAGER', teamId });
    await crm.changeTeam(teamId, { managerId: manager.id });
    const lead = await anna.post<{ id: string }>('/v1/leads', {
      company: { name: 'Hotel Adler', city: 'Freiburg' },
      contacts: [{ lastName: 'Brandt', email: 'chef@adler.example', primary: true }],
      source: 'REFERRAL',
    });
    leadId = lead.body.id;
    expect(lead.status).toBe(201);
  });

  afterAll(() => crm.stop());

  let nr = 0;
  const enqueue = async (change: Partial<NewMail> = {}) => {
    nr += 1;
    const mail: NewMail = {
      idempotencyKey: `http:${String(nr)}`,
      stream: 'followup',
      to: { address: 'chef@adler.example', name: null },
      subjectId: leadId,
      templateVersionId: T3_VERSION,
      variables: sampleValues('de'),
      locale: 'de',
      senderUserId: null,
      about: { kind: 'test', id: `00000000-0000-4000-8000-${String(nr).padStart(12, '0')}` },
      dueAt: crm.clock.now(),
      notAfter: new Date(crm.clock.now().getTime() + 48 * 3_600_000),
      legalBasis: { basis: 'OPT_IN', consentId: null },
      simulated: false,
      ...change,
    };
    const [made] = await crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) => crm.app.get(EmailService).enqueueAll(tx, [mail]));
    return made?.messageId ?? '';
  };
  /** The link in the newest mail to somebody, as a path. */
  const linkTo = async (address: string) => {
    const { body } = await crm.admin.get<List<{ id: string }>>(`/v1/dev/mailbox?to=${address}`);
    const mail = await crm.admin.get<{ plain: string }>(
      `/v1/dev/mailbox/${body.items[0]?.id ?? ''}`,
    );
    return /http:\/\/crm\.example(\/e\/u\/[0-9a-z]+)/.exec(mail.body.plain)?.[1] ?? '';
  };
  const post = (path: string, body: string, type = 'application/x-www-form-urlencoded') =>
    fetch(`${crm.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
      redirect: 'manual',
    });
  const count = async (sql: string) =>
    (await crm.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.n;

  describe('the link in a mail', () => {
    it('asks on GET and changes nothing, however often a scanner follows it', async () => {
      await enqueue();
      await crm.drain();
      const link = await linkTo('chef@adler.example');

      const answers = await Promise.all(
        Array.from({ length: 50 }, () => fetch(`${crm.url}${link}`)),
      );

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const html = await answers[0]?.text();
      expect(html).toContain('<form method="post"');
      expect(html).not.toContain('<script');
      expect(answers[0]?.headers.get('cache-control')).toBe('no-store');
      expect(answers[0]?.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await count('email_suppressions')).toBe(0);
      expect(await count('email_unsubscriptions')).toBe(0);
    });

    it.each([
      ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      [
        'a multipart form',
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
      ],
    ])(
      'withdraws by one click with %s, at once, with what is queued, and proves it',
      async (_, type, body) => {
        const address = `klick${String(nr)}@adler.example`;
        const to = { address, name: null };
        const first = await enqueue({ to });
        await crm.drain();
        const tomorrow = new Date(crm.clock.now().getTime() + 86_400_000);
        const queued = await enqueue({ to, dueAt: tomorrow });
        const otherStream = await enqueue({ to, dueAt: tomorrow, stream: 'transactional' });

        const answer = await post(await linkTo(address), body, type);

        expect(answer.status).toBe(200);
        const statuses = await crm.sql<{ id: string; state: string }>(
          `SELECT id, status || coalesce(' ' || reason, '') AS state FROM email_messages WHERE to_address = $1`,
          [address],
        );
        expect(Object.fromEntries(statuses.map(({ id, state }) => [id, state]))).toEqual({
          [first]: 'sent',
          [queued]: 'suppressed UNSUBSCRIBED',
          [otherStream]: 'queued',
        });
        const [receipt] = await crm.sql(
          'SELECT method, stream, cancelled_message_ids AS cancelled FROM email_unsubscriptions WHERE message_id = $1',
          [first],
        );
        expect(receipt).toEqual({ method: 'ONE_CLICK', stream: 'followup', cancelled: [queued] });
        const events = await crm.sql<{ type: string }>(
          `SELECT type FROM event_log WHERE data->>'messageId' IN ($1, $2) AND type ~ 'unsubscribed|suppressed' ORDER BY position`,
          [first, queued],
        );
        expect(events.map(({ type }) => type)).toEqual([
          'crm.email.unsubscribed.v1',
          'crm.email.suppressed.v1',
        ]);
      },
    );

    it('withdraws once, by the button of the page, also for somebody who is signed in', async () => {
      const to = { address: 'seite@adler.example', name: null };
      await enqueue({ to, locale: 'en' });
      await crm.drain();
      const link = await linkTo('seite@adler.example');
      const before = await count('email_unsubscriptions');

      const first = await fetch(`${crm.url}${link}`, {
        method: 'POST',
        headers: { cookie: anna.cookieHeader },
      });
      const again = await post(link, '');
      const page = await fetch(`${crm.url}${link}`);

      expect([first.status, again.status]).toEqual([200, 200]);
      expect(await page.text()).toContain('Receive them again');
      expect(await count('email_unsubscriptions')).toBe((before ?? 0) + 1);
    });

    it('lets the recipient come back', async () => {
      const to = { address: 'doch@adler.example', name: null };
      await enqueue({ to });
      await crm.drain();
      const link = await linkTo('doch@adler.example');
      await post(link, 'List-Unsubscribe=One-Click');

      const undone = await post(`${link}/undo`, '');
      const mail = await enqueue({ to });
      await crm.drain();

      expect(await undone.text()).toContain('Willkommen zurück');
      expect(await crm.sql('SELECT status FROM email_messages WHERE id = $1', [mail])).toEqual([
        { status: 'sent' },
      ]);
    });

    it('is worth nothing when a single bit of it is another', async () => {
      await enqueue({ to: { address: 'bit@adler.example', name: null } });
      await crm.drain();
      const link = await linkTo('bit@adler.example');
      const token = link.slice('/e/u/'.length);
      const before = await count('email_suppressions');

      const letters = Array.from('0123456789abcdefghjkmnpqrstvwxyzQ');
      const forged = Array.from(token).flatMap((letter, at) =>
        letters
          .filter((other) => other !== letter)
          .slice(0, 6)
          .map((other) => `${token.slice(0, at)}${other}${token.slice(at + 1)}`),
      );
      const answers = await Promise.all(
        [...forged, 'preview', '', `${token}x`].map((t) => post(`/e/u/${t}`, '')),
      );

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
      expect(await count('email_suppressions')).toBe(before);
    });
  });

  describe('suppressions', () => {
    it('are added, found by address, and lifted by whoever may, with a trace', async () => {
      const added = await manager.post<{ id: string }>('/v1/email-suppressions', {
        address: 'ruhe@adler.example',
        note: 'Am Telefon darum gebeten',
      });
      expect(added.status).toBe(201);
      const found = await manager.get<List<{ id: string; reason: string }>>(
        '/v1/email-suppressions?address=RUHE@adler.example',
      );
      expect(found.body.items).toMatchObject([{ id: added.body.id, reason: 'MANUAL' }]);

      const lifted = await manager.send('DELETE', `/v1/email-suppressions/${added.body.id}`, {
        reason: 'Hat es sich anders überlegt',
      });
      const again = await manager.send('DELETE', `/v1/email-suppressions/${added.body.id}`, {
        reason: 'Hat es sich anders überlegt',
      });

      expect(lifted.status).toBe(204);
      expect(again.body).toMatchObject({ type: '/problems/suppression-not-found' });
      const acts = await crm.sql<{ act: string }>(
        `SELECT act FROM audit_log WHERE subject_id = $1 ORDER BY position`,
        [added.body.id],
      );
      expect(acts.map(({ act }) => act)).toEqual(['suppressions.add', 'suppressions.lift']);
    });

    it('that a recipient caused are lifted by an administrator alone', async () => {
      const { body } = await manager.get<List<{ id: string; address: string }>>(
        '/v1/email-suppressions?reason=UNSUBSCRIBED&limit=1',
      );
      const [{ id, address } = { id: '', address: '' }] = body.items;
      const reason = { reason: 'Schriftlich neu eingewilligt' };

      expect(address).toMatch(/@adler\.example$/);
      expect(
        (await manager.send('DELETE', `/v1/email-suppressions/${id}`, reason)).body,
      ).toMatchObject({ type: '/problems/suppression-not-yours' });
      expect((await crm.admin.send('DELETE', `/v1/email-suppressions/${id}`, reason)).status).toBe(
        204,
      );
    });

    it('are no business of sales', async () => {
      expect((await anna.get('/v1/email-suppressions')).status).toBe(403);
    });
  });

  describe('mails', () => {
    it('are seen by whoever sees the lead, and their calls and texts by whoever sees all', async () => {
      crm.clock.turnTo(new Date(crm.clock.now().getTime() + 60_000));
      const id = await enqueue({ to: { address: 'sicht@adler.example', name: null } });
      await crm.drain();
      const stranger = await crm.person({ name: 'Otto Fremd', role: 'SALES' });

      const mine = await anna.get(`/v1/email-messages/${id}`);
      const all = await crm.admin.get<{ calls: object[]; content: { subject: string } }>(
        `/v1/email-messages/${id}`,
      );
      const theirs = await stranger.get(`/v1/email-messages/${id}`);
      const list = await anna.get<List<{ id: string }>>(
        `/v1/email-messages?leadId=${leadId}&limit=1`,
      );

      expect(mine.body).toMatchObject({
        status: 'sent',
        templateKey: 'sample-box',
        calls: null,
        content: null,
      });
      expect(all.body.calls).toMatchObject([{ provider: 'smtp', state: 'accepted', code: '250' }]);
      expect(all.body.content.subject).toBe('Eine Probierbox für Hotel Adler');
      expect(theirs.body).toMatchObject({ type: '/problems/mail-not-found' });
      expect(list.body.items).toMatchObject([{ id }]);
      expect(list.body.nextCursor).toBe(id);
    });

    it('that are unknown or failed are decided by an administrator, and none that was accepted', async () => {
      const sent = await enqueue({ to: { address: 'fertig@adler.example', name: null } });
      const expired = await enqueue({
        to: { address: 'spaet@adler.example', name: null },
        notAfter: crm.clock.now(),
      });
      await crm.drain();
      const decide = (id: string, outcome: string) =>
        crm.admin.post(`/v1/email-messages/${id}/resolution`, {
          outcome,
          reason: 'Nach Rücksprache entschieden',
        });

      expect((await decide(sent, 'queued')).body).toMatchObject({
        type: '/problems/mail-not-open',
      });
      expect((await decide(expired, 'sent')).body).toMatchObject({
        type: '/problems/mail-not-open',
      });
      expect((await decide(expired, 'queued')).body).toMatchObject({ status: 'queued' });
      expect(
        (
          await manager.post(`/v1/email-messages/${sent}/resolution`, {
            outcome: 'failed',
            reason: 'Nach Rücksprache',
          })
        ).status,
      ).toBe(403);
    });
  });

  describe('templates', () => {
    it('are edited as drafts, checked, published, and frozen', async () => {
      const list =
        await crm.admin.get<List<{ id: string; key: string; versions: Version[] }>>(
          '/v1/email-templates',
        );
      const template = list.body.items.find(({ key }) => key === 'bulk-order');
      const begun = await crm.admin.post<Version>(
        `/v1/email-templates/${template?.id ?? ''}/versions`,
      );
      expect(begun.body).toMatchObject({ state: 'draft', number: 2, findings: [] });
      const path = `/v1/email-template-versions/${begun.body.id}`;
      const etag = begun.headers.get('etag') ?? '';
      const { de, en } = begun.body.bodies;
      const edit = (bodies: object, ifMatch = etag) =>
        crm.admin.put<Version>(
          path,
          { bodies },
          { headers: ifMatch ? { 'if-match': ifMatch } : {} },
        );
      const publish = () =>
        crm.admin.post<Version>(`${path}/publication`, { reason: 'Neue Konditionen ab März' });

      expect(
        (await crm.admin.post(`/v1/email-templates/${template?.id ?? ''}/versions`)).body,
      ).toMatchObject({ type: '/problems/draft-exists', draftId: begun.body.id });
      expect((await edit({ de, en }, '')).body).toMatchObject({
        type: '/problems/precondition-required',
      });
      const faulty = await edit({ de: { ...de, html: '<p>{{ secret }}</p>' }, en });
      expect(faulty.body.findings.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['unknown-variable', 'no-unsubscribe']),
      );
      expect((await edit({ de, en })).body).toMatchObject({ type: '/problems/stale-version' });
      expect((await publish()).body).toMatchObject({ type: '/problems/template-faulty' });

      const mended = await edit(
        { de: { ...de, subject: 'Neu: {{ lead.company }}' }, en },
        faulty.headers.get('etag') ?? '',
      );
      const published = await publish();

      expect(mended.body.findings).toEqual([]);
      expect(published.body).toMatchObject({ state: 'published', number: 2 });
      expect((await edit({ de, en }, published.headers.get('etag') ?? '')).body).toMatchObject({
        type: '/problems/version-frozen',
      });
      await expect(
        crm.sql(`UPDATE email_template_versions SET bodies = '{}' WHERE id = $1`, [begun.body.id]),
      ).rejects.toThrow('never changed');
      const states = await crm.sql<{ state: string }>(
        'SELECT state FROM email_template_versions WHERE template_id = $1 ORDER BY number',
        [template?.id],
      );
      expect(states.map(({ state }) => state)).toEqual(['archived', 'published']);
    });

    it('are made with a key of their own, and previewed', async () => {
      const source = await crm.admin.get<Version>(`/v1/email-template-versions/${T3_VERSION}`);
      const input = {
        key: 'hotel-box',
        purpose: 'T3',
        stream: 'followup',
        businessType: 'HOTEL',
        bodies: source.body.bodies,
      };
      const made = await crm.admin.post<Version>('/v1/email-templates', input);

      const preview = await crm.admin.post<{ subject: string; html: string; findings: object[] }>(
        `/v1/email-template-versions/${made.body.id}/preview`,
        { locale: 'en' },
      );

      expect(made.status).toBe(201);
      expect(
        (await crm.admin.delete(`/v1/email-template-versions/${made.body.id}`)).body,
      ).toMatchObject({ type: '/problems/only-version' });
      expect(preview.body).toMatchObject({ subject: 'A sample box for Hotel Adler', findings: [] });
      expect(preview.body.html).toContain('/e/u/preview');
      expect((await crm.admin.post('/v1/email-templates', input)).body).toMatchObject({
        type: '/problems/template-key-taken',
      });
      expect(
        (await crm.admin.get('/v1/email-template-versions/00000000-0000-4000-8000-000000000000'))
          .body,
      ).toMatchObject({ type: '/problems/template-not-found' });
      expect((await anna.get('/v1/email-templates')).status).toBe(403);
      expect((await manager.post('/v1/email-templates', input)).status).toBe(403);
    });

    it('say to a real lead what they would say if they were written now', async () => {
      const letter = (lead: string, who = manager, body?: object) =>
        who.post<{ subject: string; html: string; findings: { code: string; detail: string }[] }>(
          `/v1/leads/${lead}/letter-preview`,
          { versionId: T3_VERSION, locale: 'de', ...(body && { body }) },
        );
      const typed = { subject: 'Für {{ lead.company }}', html: '<p>x</p>', plain: 'x' };

      const shown = await letter(leadId);
      expect(shown.status).toBe(200);
      expect(shown.body).toMatchObject({
        subject: 'Eine Probierbox für Hotel Adler',
        findings: [],
      });
      expect(shown.body.html).toContain('Anna Keller');
      const typing = await letter(leadId, manager, typed);
      expect(typing.body.subject).toBe('Für Hotel Adler');
      expect(typing.body.findings.map(({ code }) => code)).toContain('no-unsubscribe');
      expect((await letter('00000000-0000-4000-8000-000000000000')).body).toMatchObject({
        type: '/problems/lead-not-known',
      });
      expect((await letter(leadId, anna)).status).toBe(403);
    });

    it('are tried on their author, marked, and counted among no versions', async () => {
      const path = `/v1/email-template-versions/${T3_VERSION}`;

      const trial = await crm.admin.post<{ messageId: string }>(`${path}/trial`, { locale: 'en' });
      await crm.drain();

      expect(trial.status).toBe(202);
      const { body } = await crm.admin.get<List<{ subject: string; id: string }>>(
        `/v1/dev/mailbox?to=${ADMIN.email}`,
      );
      expect(body.items[0]?.subject).toBe('[Test] A sample box for Hotel Adler');
      const html = await crm.admin.get<string>(`/dev/mailbox/${body.items[0]?.id ?? ''}/html`);
      expect(html.body).toContain('/e/u/preview');
      const list = await crm.admin.get<List<{ versions: Version[] }>>('/v1/email-templates');
      const states = list.body.items.flatMap(({ versions }) => versions.map((v) => v.state));
      expect(states).not.toContain('trial');
      expect((await manager.post(`${path}/trial`, {})).status).toBe(403);
    });

    it('are restored as a draft, discarded, and published by a second person', async () => {
      const { body: shipped } = await crm.admin.get<Version>(
        `/v1/email-template-versions/${T3_VERSION}`,
      );
      const versions = `/v1/email-templates/${shipped.templateId}/versions`;
      const begin = () => crm.admin.post<Version>(versions, { from: T3_VERSION });
      const first = await begin();
      const path = `/v1/email-template-versions/${first.body.id}`;
      expect(first.body).toMatchObject({ state: 'draft', bodies: shipped.bodies });
      expect((await crm.admin.delete(path)).status).toBe(204);
      expect((await crm.admin.delete(path)).body).toMatchObject({
        type: '/problems/template-not-found',
      });

      const publication = `/v1/email-template-versions/${(await begin()).body.id}/publication`;
      expect((await crm.admin.post(publication, {})).body).toMatchObject({
        type: '/problems/reason-needed',
      });
      const second = await crm.person({ name: 'Zoe Zweite', role: 'ADMIN' });
      expect(
        (await crm.admin.post(publication, { reason: 'Allein ist schneller' })).body,
      ).toMatchObject({ type: '/problems/second-person-needed' });
      expect((await second.post<Version>(publication, {})).body).toMatchObject({
        state: 'published',
        publishedByName: 'Zoe Zweite',
      });
    });

    it('say which variables there are', async () => {
      const { body } = await manager.get<List<{ path: string }>>('/v1/email-template-variables');

      expect(body.items.map(({ path }) => path)).toContain('offer.bulk.discountPct');
    });
  });

  describe('the development mailbox', () => {
    it('shows mails to an administrator, their HTML in a frame that may do nothing', async () => {
      await enqueue({ to: { address: 'kasten@adler.example', name: null } });
      await crm.drain();
      const { body } = await crm.admin.get<List<{ id: string; subject: string }>>(
        '/v1/dev/mailbox?to=kasten@adler.example',
      );
      const [mail] = body.items;

      const list = await crm.admin.get<string>('/dev/mailbox');
      const one = await crm.admin.get<string>(`/dev/mailbox/${mail?.id ?? ''}`);
      const html = await crm.admin.get<string>(`/dev/mailbox/${mail?.id ?? ''}/html`);

      expect(mail?.subject).toBe('Eine Probierbox für Hotel Adler');
      expect(list.body).toContain('Eine Probierbox für Hotel Adler');
      expect(one.body).toContain('<iframe sandbox="allow-popups"');
      expect(html.headers.get('content-security-policy')).toContain('sandbox');
      expect(html.body).toContain('Probieren geht über Prospekte');
      expect((await anna.get('/v1/dev/mailbox')).status).toBe(403);
    });
  });

  it('is measured, and healthy', async () => {
    const metrics = await crm.admin.get<string>('/metrics');
    const health = await crm.admin.get<{ components: Record<string, object> }>('/health');

    expect(metrics.body).toMatch(
      /crm_email_attempts_total\{provider="smtp",outcome="accepted"\} [1-9]/,
    );
    expect(metrics.body).toContain('crm_email_queue_depth{stream="followup",status="queued"}');
    expect(health.body.components['email']).toMatchObject({ state: 'ok', detail: 'capture' });
  });

  it('shows to whoever runs the system by which ways it left', async () => {
    const counted = await crm.sql<{ name: string; accepted: number }>(
      `SELECT provider AS name, count(*) FILTER (WHERE state = 'accepted')::int AS accepted
         FROM email_attempts GROUP BY 1 ORDER BY 1`,
    );

    const { body } = await crm.admin.get<{ items: { routes: { name: string }[] }[] }>(
      '/v1/providers',
    );
    const probe = await crm.admin.get('/v1/providers/email/probe');

    expect(counted.map(({ name }) => name)).toContain('smtp');
    expect(body.items[0]?.routes).toMatchObject(counted.reverse());
    expect(body.items[0]?.routes[0]).toMatchObject({ name: 'smtp', circuit: { state: 'closed' } });
    expect(probe.body).toMatchObject({ state: 'ok', reasons: [] });
  });

  it('leaves by a provider that is suspended only when an administrator says so, with a reason', async () => {
    await crm.sql(
      `INSERT INTO email_circuits (provider, state, reason, response, opened_at, retry_at)
       VALUES ('smtp', 'open', 'account', 'SMTP: 535 5.7.8', now(), now() + interval '1 hour')
       ON CONFLICT (provider) DO UPDATE SET state = 'open', reason = 'account', response = EXCLUDED.response,
         opened_at = now(), retry_at = EXCLUDED.retry_at`,
    );
    const id = await enqueue({ to: { address: 'wartet@adler.example', name: null } });
    await crm.drain();
    const reason = 'Das Passwort ist erneuert.';
    const close = (who: Visitor, provider = 'smtp') =>
      who.post<{ type: string }>(`/v1/email-circuits/${provider}/closure`, { reason });
    const status = async () =>
      (await crm.admin.get<{ status: string }>(`/v1/email-messages/${id}`)).body.status;

    const { body } = await crm.admin.get<{ items: { routes: object[] }[] }>('/v1/providers');
    expect(body.items[0]?.routes[0]).toMatchObject({
      name: 'smtp',
      circuit: { state: 'open', reason: 'account', response: 'SMTP: 535 5.7.8' },
    });
    expect(await status()).toBe('queued');
    expect((await close(manager)).status).toBe(403);

    expect((await close(crm.admin)).body).toMatchObject({
      provider: 'smtp',
      state: 'closed',
      share: 1,
    });
    await crm.sql(`UPDATE email_messages SET retry_at = now() WHERE retry_at IS NOT NULL`);
    await crm.drain();

    expect(await status()).toBe('sent');
    expect((await close(crm.admin)).body.type).toBe('/problems/mail-circuit-not-open');
    const written = await crm.sql(`SELECT act FROM audit_log WHERE act = 'email-circuits.close'`);
    expect(written).toHaveLength(1);
    expect((await crm.admin.get('/v1/providers/email/smtp/probe')).body).toMatchObject({
      state: 'ok',
      reasons: [],
    });
    expect((await crm.admin.get('/v1/providers/email/ses/probe')).body).toMatchObject({
      state: null,
    });
  });
});
