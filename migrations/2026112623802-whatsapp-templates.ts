import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Shipped {
  readonly id: string;
  readonly key: string;
  readonly locale: 'de' | 'en';
  readonly category: 'marketing' | 'utility';
  readonly body: string;
  readonly variables: readonly (readonly [name: string, sample: string])[];
  readonly buttons: readonly (readonly [action: string, label: string])[];
}

const FOLLOW_UP = [
  ['contactName', 'Eva Brandt'],
  ['company', 'Hotel Adler'],
  ['ownerName', 'Anna Weber'],
] as const;
const ANSWERS_DE = [
  ['unlock', 'Details schicken'],
  ['interested', 'Interesse, bitte anrufen'],
  ['later', 'Später'],
  ['optout', 'Abmelden'],
] as const;
const ANSWERS_EN = [
  ['unlock', 'Send me the details'],
  ['interested', "I'm interested, call me"],
  ['later', 'Not now'],
  ['optout', 'Stop messages'],
] as const;

/** A template neither begins nor ends with a variable, and a label has at most 25 characters: Meta refuses both. */
const SHIPPED: readonly Shipped[] = [
  {
    id: '00000000-0000-7000-8000-0000000e0301',
    key: 'followup-t3',
    locale: 'de',
    category: 'marketing',
    body: 'Guten Tag {{1}}, vielen Dank für Ihr Interesse an unserem Sortiment. Für {{2}} haben wir eine Musterbox zusammengestellt; die Einzelheiten schicken wir Ihnen gern hierher. {{3}} meldet sich auf Wunsch auch telefonisch. Sie möchten keine Nachrichten mehr? Tippen Sie auf „Abmelden“.',
    variables: FOLLOW_UP,
    buttons: ANSWERS_DE,
  },
  {
    id: '00000000-0000-7000-8000-0000000e0302',
    key: 'followup-t3',
    locale: 'en',
    category: 'marketing',
    body: 'Hello {{1}}, thank you for your interest in our range. We have put together a sample box for {{2}} and will gladly send you the details here. {{3}} can also call you if you like. No more messages? Tap "Stop messages".',
    variables: FOLLOW_UP,
    buttons: ANSWERS_EN,
  },
  {
    id: '00000000-0000-7000-8000-0000000e0701',
    key: 'followup-t7',
    locale: 'de',
    category: 'marketing',
    body: 'Guten Tag {{1}}, für {{2}} haben wir ein Angebot für größere Mengen vorbereitet. Die Staffelpreise schicken wir Ihnen gern hierher, und {{3}} beantwortet Ihre Fragen. Sie möchten keine Nachrichten mehr? Tippen Sie auf „Abmelden“.',
    variables: FOLLOW_UP,
    buttons: ANSWERS_DE,
  },
  {
    id: '00000000-0000-7000-8000-0000000e0702',
    key: 'followup-t7',
    locale: 'en',
    category: 'marketing',
    body: 'Hello {{1}}, we have prepared an offer for larger quantities for {{2}}. We will gladly send you the scale of prices here, and {{3}} will answer your questions. No more messages? Tap "Stop messages".',
    variables: FOLLOW_UP,
    buttons: ANSWERS_EN,
  },
  {
    id: '00000000-0000-7000-8000-0000000e1001',
    key: 'content-ready',
    locale: 'de',
    category: 'utility',
    body: 'Guten Tag {{1}}, die Unterlagen „{{2}}“, um die Sie gebeten haben, liegen bereit. Tippen Sie auf den Knopf, und wir schicken sie Ihnen sofort.',
    variables: [
      ['contactName', 'Eva Brandt'],
      ['title', 'Preisliste Frühjahr'],
    ],
    buttons: [
      ['unlock', 'Unterlagen schicken'],
      ['optout', 'Abmelden'],
    ],
  },
  {
    id: '00000000-0000-7000-8000-0000000e1002',
    key: 'content-ready',
    locale: 'en',
    category: 'utility',
    body: 'Hello {{1}}, the documents "{{2}}" that you asked for are ready. Tap the button and we will send them to you at once.',
    variables: [
      ['contactName', 'Eva Brandt'],
      ['title', 'Spring price list'],
    ],
    buttons: [
      ['unlock', 'Send the documents'],
      ['optout', 'Stop messages'],
    ],
  },
  {
    id: '00000000-0000-7000-8000-0000000e1101',
    key: 'content-batch',
    locale: 'de',
    category: 'utility',
    body: 'Guten Tag {{1}}, von den Unterlagen, um die Sie gebeten haben, liegen noch {{2}} für Sie bereit. Möchten Sie alle oder nur die neueste?',
    variables: [
      ['contactName', 'Eva Brandt'],
      ['count', '3'],
    ],
    buttons: [
      ['all', 'Alle schicken'],
      ['latest', 'Nur die neueste'],
      ['optout', 'Abmelden'],
    ],
  },
  {
    id: '00000000-0000-7000-8000-0000000e1102',
    key: 'content-batch',
    locale: 'en',
    category: 'utility',
    body: 'Hello {{1}}, of the documents that you asked for, {{2}} are still waiting for you. Would you like all of them or only the latest?',
    variables: [
      ['contactName', 'Eva Brandt'],
      ['count', '3'],
    ],
    buttons: [
      ['all', 'Send all'],
      ['latest', 'Only the latest'],
      ['optout', 'Stop messages'],
    ],
  },
];

/** The templates that every installation begins with: drafts, until WhatsApp has approved them. */
export class WhatsAppTemplates2026112623802 implements MigrationInterface {
  name = 'WhatsAppTemplates2026112623802';

  async up(runner: QueryRunner): Promise<void> {
    for (const { id, key, locale, category, body, variables, buttons } of SHIPPED)
      await runner.query(
        `INSERT INTO whatsapp_templates (id, key, locale, name, category, body, variables, buttons, actions)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          key,
          locale,
          `relance_${key.replaceAll('-', '_')}`,
          category,
          body,
          JSON.stringify(variables.map(([name, sample]) => ({ name, sample }))),
          buttons.map(([, label]) => label),
          buttons.map(([action]) => action),
        ],
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM whatsapp_templates WHERE id = ANY ($1::uuid[])', [
      SHIPPED.map(({ id }) => id),
    ]);
  }
}
