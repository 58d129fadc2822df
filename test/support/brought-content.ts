import type { Visitor } from './crm';
import { APP_SECRET, VERIFY_TOKEN } from './whatsapp';

export const ITEMS = ['Erster Teil', 'Zweiter Teil', 'Dritter Teil', 'Vierter Teil'];
/** Items and what is said at the end. */
export const MESSAGES = ITEMS.length + 1;
/** The channel as in production, beside WHATSAPP_GRAPH_URL. */
export const CLOUD = {
  WHATSAPP_MODE: 'cloud',
  WHATSAPP_APP_SECRET: APP_SECRET,
  WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
  WHATSAPP_ACCESS_TOKEN: 'token-of-the-tests',
  WHATSAPP_PHONE_NUMBER_ID: '100000000000001',
  WHATSAPP_LEASE_SECONDS: '2',
  WHATSAPP_POLL_SECONDS: '0.1',
};

export async function approvePackage(admin: Visitor): Promise<void> {
  const made = await admin.post<{ id: string }>('/v1/content-packages', {
    key: 'brochure',
    name: 'Broschüre',
    bodies: { title: { de: 'Ihre Broschüre' }, closing: null },
    items: ITEMS.map((body) => ({ kind: 'text', content: { de: { body }, en: { body } } })),
  });
  const reason = 'Ich bin hier allein';
  const { status } = await admin.post(`/v1/content-packages/${made.body.id}/approval`, { reason });
  if (status >= 300) throw new Error(`Not approved: ${String(status)}`);
}

/** A contact who has asked for the package and is allowed to get it. */
export async function granted(
  admin: Visitor,
  nr: number,
): Promise<{ waId: string; grantId: string }> {
  const waId = `49151100${String(10_000 + nr)}`;
  const lead = await admin.post<{ id: string; contacts: { id: string }[] }>('/v1/leads', {
    company: {
      name: `Hotel Nr ${String(nr)}`,
      city: `Ort ${String(nr)}`,
      country: 'DE',
      postalCode: '10115',
    },
    contacts: [
      {
        firstName: 'Eva',
        lastName: 'Brandt',
        email: `chef${String(nr)}@hotel.example`,
        mobile: `+${waId}`,
      },
    ],
    source: 'REFERRAL',
    override: { reason: 'Ein anderes Haus am Ort' },
  });
  if (lead.status !== 201) throw new Error(`Not registered: ${JSON.stringify(lead.body)}`);
  const leadId = lead.body.id;
  const contactId = lead.body.contacts[0]?.id;
  await admin.post(`/v1/leads/${leadId}/consents`, {
    ...{ contactId, channel: 'whatsapp', state: 'given', basis: 'OPT_IN' },
    ...{ source: 'Messe', proof: 'Karte vom Stand, unterschrieben' },
  });
  const grant = await admin.post<{ id: string }>('/v1/content-grants', {
    ...{ leadId, contactId, packageKey: 'brochure' },
  });
  if (grant.status !== 201) throw new Error(`No grant: ${JSON.stringify(grant.body)}`);
  return { waId, grantId: grant.body.id };
}

/** The button of the grant, as WhatsApp tells of it. */
export function tap(waId: string, grantId: string, nr: number): object {
  return {
    contacts: [{ profile: { name: 'Eva Brandt' }, wa_id: waId }],
    messages: [
      {
        ...{ from: waId, id: `wamid.TAP${String(nr)}`, type: 'button' },
        timestamp: String(Math.floor(Date.now() / 1000)),
        button: { payload: `v1:unlock:grant:${grantId}`, text: 'Unterlagen' },
      },
    ],
  };
}
