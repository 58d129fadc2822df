import {
  emptyContact,
  emptyLead,
  fieldOf,
  type LeadValues,
  toRegisterLead,
  websiteOf,
  withDraft,
} from './lead-values.form';

const values = () => ({
  ...emptyLead({ day: '2026-03-12', time: '09:41' }),
  source: 'FAIR' as const,
});

describe('the lead form', () => {
  it('sends only contacts that say something, the first of them as the primary one', () => {
    const form = values();
    form.company.name = '  Hotel Adler ';
    form.contacts = [emptyContact(), { ...emptyContact(), lastName: 'Vogt' }];

    const lead = toRegisterLead(form, 'Europe/Berlin');

    expect(lead.company.name).toBe('Hotel Adler');
    expect(lead.contacts).toHaveLength(1);
    expect(lead.contacts[0]).toMatchObject({ lastName: 'Vogt', primary: true });
  });

  it('sends what is known of the relationship, also from a draft that an older version kept', () => {
    const { competitor: _, pains: __, ...older } = values();
    const { chain: ___, ...company } = { ...older.company, name: 'Hotel Adler' };
    const form = withDraft(values(), { ...older, company } as Partial<LeadValues>);
    const bare = toRegisterLead(form, 'Europe/Berlin');
    form.company.chain = ' Alpenhöfe ';
    form.decisionMakerAccess = 'DIRECT';
    form.pains = ['SUPPLY'];

    const lead = toRegisterLead(form, 'Europe/Berlin');

    expect(bare).toMatchObject({ company: { name: 'Hotel Adler' }, pains: [] });
    expect(bare.competitor).toBeUndefined();
    expect(lead).toMatchObject({
      company: { chain: 'Alpenhöfe' },
      decisionMakerAccess: 'DIRECT',
      pains: ['SUPPLY'],
    });
  });

  it('sends amounts in cents and instants in UTC', () => {
    const form = values();
    form.company.volume = '84000.5';
    form.firstContact.note = 'Am Stand gesprochen';

    const lead = toRegisterLead(form, 'Europe/Berlin');

    expect(lead.company.annualVolume).toEqual({ cents: 8_400_050, currency: 'EUR' });
    expect(lead.firstContact).toMatchObject({ at: '2026-03-12T08:41:00.000Z' });
  });

  it('documents a first contact only for sources that need one', () => {
    expect(
      toRegisterLead({ ...values(), source: 'REFERRAL' }, 'Europe/Berlin').firstContact,
    ).toBeUndefined();
  });

  it('finds the field of a pointer though an empty contact was left out', () => {
    const form = values();
    form.contacts = [emptyContact(), { ...emptyContact(), email: 'x@y' }];

    expect(fieldOf('contacts.0.email', form)).toBe('contacts.1.email');
    expect(fieldOf('company.annualVolume.cents', form)).toBe('company.volume');
    expect(fieldOf('firstContact.at', form)).toBe('firstContact.day');
  });

  it.each([
    ['', undefined],
    ['adler.example', 'https://adler.example'],
    ['http://adler.example', 'http://adler.example'],
  ])('reads the website %j as %j', (typed, sent) => {
    expect(websiteOf(typed)).toBe(sent);
  });
});
