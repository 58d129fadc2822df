import { IconDeviceMobile, IconMail, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from './customers.queries';

type Contact = CustomerView['contacts'][number];

const nameOf = (contact: Contact): string =>
  [contact.title, contact.firstName, contact.lastName].filter(Boolean).join(' ') ||
  contact.email ||
  contact.phone ||
  contact.mobile ||
  '–';

/** The people at a customer, and how to reach them. */
export function PeoplePanel({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation('customers');
  return (
    <section className="card" aria-labelledby="people">
      <div className="card-head">
        <h2 id="people">{t('people.title')}</h2>
      </div>
      {customer.contacts.length > 0 ? (
        <ul className="customer-people">
          {customer.contacts.map((contact) => (
            <Person key={contact.id} contact={contact} />
          ))}
        </ul>
      ) : (
        <p className="card-body rl-quiet">{t('people.none')}</p>
      )}
    </section>
  );
}

function Person({ contact }: { contact: Contact }) {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  const { phone, mobile, email } = contact;
  const ways = [
    { kind: 'phone', icon: IconPhone, href: `tel:${phone}`, value: phone },
    { kind: 'mobile', icon: IconDeviceMobile, href: `tel:${mobile}`, value: mobile },
    { kind: 'email', icon: IconMail, href: `mailto:${email}`, value: email },
  ] as const;
  return (
    <li>
      <span className="customer-name">
        {nameOf(contact)}
        {contact.primary && <span className="customer-mark">{t('people.primary')}</span>}
      </span>
      <span className="rl-quiet">
        {[contact.position, lists(`contactRole.${contact.role as 'CHEF'}`, { defaultValue: '' })]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {ways.map(
        ({ kind, icon: Icon, href, value }) =>
          value !== null && (
            <a key={kind} href={href} className="customer-way">
              <Icon size={14} stroke={1.5} aria-hidden />
              <span className="rl-hidden">{t(`people.${kind}`)}: </span>
              {value}
            </a>
          ),
      )}
    </li>
  );
}

/** Where a customer is. */
export function SitesPanel({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  return (
    <section className="card" aria-labelledby="sites">
      <div className="card-head">
        <h2 id="sites">{t('sites.title')}</h2>
      </div>
      {customer.sites.length > 0 ? (
        <ul className="customer-people">
          {customer.sites.map((site) => (
            <li key={site.id}>
              <span className="customer-name">
                {site.name}
                <span className="customer-mark">{t(`sites.${site.kind}`)}</span>
              </span>
              <span className="rl-quiet">
                {[
                  site.street,
                  [site.postalCode, site.city].filter(Boolean).join(' '),
                  lists(`country.${site.country as 'DE'}`, { defaultValue: site.country }),
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="card-body rl-quiet">{t('sites.none')}</p>
      )}
    </section>
  );
}
