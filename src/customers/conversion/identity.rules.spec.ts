import { identitiesOf, strongest } from './identity.rules';

const contact = {
  ...{ id: 'c', salutation: null, title: null, firstName: null, lastName: null, position: null },
  ...{ role: 'OTHER', locale: null, timeZone: null, primary: true, consent: null },
};

describe('a customer', () => {
  it('is known by VAT id, addresses, numbers and the company in its place, each once', () => {
    const lead = {
      companyKey: 'gasthof adler',
      placeKey: 'DE:10115',
      contacts: [
        { ...contact, email: 'Chef@adler.example', phone: '+4930111', mobile: '+4930111' },
        { ...contact, email: 'chef@adler.example', phone: null, mobile: null },
      ],
    };

    expect(identitiesOf(lead, 'de 123.456.789')).toEqual([
      { kind: 'vat', value: 'DE123456789' },
      { kind: 'email', value: 'chef@adler.example' },
      { kind: 'phone', value: '+4930111' },
      { kind: 'company', value: 'gasthof adler|DE:10115' },
    ]);
  });

  it('is not known by its name without a place', () => {
    expect(identitiesOf({ companyKey: 'adler', placeKey: null, contacts: [] })).toEqual([]);
  });

  it('is the one with the strongest sign among several', () => {
    const found = [
      { kind: 'company', customerId: 'a' },
      { kind: 'phone', customerId: 'b' },
      { kind: 'email', customerId: 'd' },
      { kind: 'email', customerId: 'c' },
    ] as const;

    expect(strongest(found)?.customerId).toBe('c');
    expect(strongest([])).toBeNull();
  });
});
