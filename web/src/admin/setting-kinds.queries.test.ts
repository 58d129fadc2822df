import { type Costs, EMPTY_WEB_FORM, missingIn, sentOf } from './setting-kinds.queries';

const period: Costs = {
  validFrom: '2026-01-01',
  currency: 'EUR',
  sends: { email: 0.08, 'email:ses': null },
  sampleBoxCents: 1250,
  minutesPerAnswer: 5,
  centsPerHour: 3000,
  fixedCentsPerMonth: 0,
  marginPercent: null,
};

describe('a value of a setting in a form', () => {
  it('may lack a margin, and nothing else of the costs', () => {
    const kind = { kind: 'costs' } as const;

    expect(missingIn(kind, [period])).toEqual([]);
    expect(missingIn(kind, [period, { ...period, validFrom: null, centsPerHour: null }])).toEqual([
      '1.validFrom',
      '1.centsPerHour',
    ]);
  });

  it('may be no number only where that means never', () => {
    expect(missingIn({ kind: 'number', unit: 'days' }, null)).toEqual(['']);
    expect(missingIn({ kind: 'number', unit: 'days', optional: true }, null)).toEqual([]);
    expect(missingIn({ kind: 'between' }, { from: 0, until: null })).toEqual(['until']);
    expect(missingIn({ kind: 'caps' }, [{ messages: null, hours: 48 }])).toEqual(['0.messages']);
  });

  it('lacks of a form what its page needs in both languages', () => {
    const words = { title: 'Box', intro: 'Kurz', consent: 'Ja' };
    const form = { ...EMPTY_WEB_FORM, key: 'box', de: words, en: { ...words, consent: ' ' } };

    expect(missingIn({ kind: 'webForms' }, [form])).toEqual(['0.privacyUrl', '0.en.consent']);
  });

  it('is sent without what was left empty', () => {
    expect(sentOf({ kind: 'costs' }, [period])).toEqual([{ ...period, sends: { email: 0.08 } }]);
    expect(sentOf({ kind: 'lines' }, ['alt.example ', '', ' '])).toEqual(['alt.example']);
    expect(sentOf({ kind: 'number', unit: 'days' }, 14)).toBe(14);
  });
});
