const ITEMS = ['Erster Teil', 'Zweiter Teil', 'Dritter Teil'];
const ADMIN = { email: 'admin@relance.example', password: 'correct-horse-battery' };

/** Contacts who may have the package and have not asked for it yet, made through the API. */
export async function arrange(url, sql, count) {
  let cookie = '';
  const post = async (path, body) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-relance-client': 'web', cookie },
      body: JSON.stringify(body),
    });
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0];
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  await post('/v1/session', ADMIN);
  const made = await post('/v1/content-packages', {
    key: 'brochure',
    name: 'Broschüre',
    bodies: { title: { de: 'Ihre Broschüre' }, closing: null },
    items: ITEMS.map((body) => ({ kind: 'text', content: { de: { body }, en: { body } } })),
  });
  await post(`/v1/content-packages/${made.id}/approval`, { reason: 'Für die Messung' });
  const people = [];
  for (let nr = 0; nr < count; nr++) people.push(await contact(post, sql, nr));
  return people;
}

async function contact(post, sql, nr) {
  const waId = `49151100${10_000 + nr}`;
  const lead = await post('/v1/leads', {
    company: { name: `Hotel Nr ${nr}`, city: `Ort ${nr}`, country: 'DE', postalCode: '10115' },
    contacts: [
      {
        firstName: 'Eva',
        lastName: 'Brandt',
        email: `chef${nr}@hotel.example`,
        mobile: `+${waId}`,
      },
    ],
    source: 'REFERRAL',
    override: { reason: 'Ein anderes Haus am Ort' },
  });
  const contactId = lead.contacts[0].id;
  await post(`/v1/leads/${lead.id}/consents`, {
    contactId,
    channel: 'whatsapp',
    state: 'given',
    basis: 'OPT_IN',
    source: 'Messe',
    proof: 'Karte vom Stand, unterschrieben',
  });
  const grant = await post('/v1/content-grants', {
    leadId: lead.id,
    contactId,
    packageKey: 'brochure',
  });
  await sql(
    `INSERT INTO whatsapp_contacts (id, wa_id, phone, subject_id, contact_id, simulated)
     VALUES (gen_random_uuid(), $1, '+' || $1, $2, $3, false)`,
    [waId, lead.id, contactId],
  );
  return { waId, grantId: grant.id };
}
