import type { Worker } from './demo-team';

export const DEMO_FORM = 'probierbox';

/** The public form of the demo. */
export async function openForm(admin: Worker): Promise<void> {
  const form = {
    key: DEMO_FORM,
    country: 'DE',
    requestedThing: 'sample',
    privacyUrl: 'https://demo.example/datenschutz',
    de: {
      title: 'Probierbox anfordern',
      intro:
        'Fünf Gerichte aus unserer Küche, gekühlt zum Wunschtermin, kostenlos und ohne Verpflichtung.',
      consent:
        'Ja, die Relance Musterküche GmbH darf mir Angebote zu Tiefkühl- und Convenience-Produkten für die Gastronomie per E-Mail senden.',
    },
    en: {
      title: 'Request a sample box',
      intro:
        'Five dishes from our kitchen, chilled on the day you choose, free and without obligation.',
      consent:
        'Yes, Relance Musterküche GmbH may send me offers on frozen and convenience food for restaurants and canteens by e-mail.',
    },
  };
  await admin.ask(
    'PUT',
    '/v1/settings/leads.web-forms',
    { value: [form] },
    [],
    '"setting-default"',
  );
}
