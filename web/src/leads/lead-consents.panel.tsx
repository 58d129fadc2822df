import { Button } from '@mantine/core';
import { IconBrandWhatsapp, IconClick, IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import type { ConsentWish } from './consent.form';
import type { LeadView } from './leads.queries';
import {
  CONSENT_MATTERS,
  type ConsentMatter,
  type ConsentView,
  consentsQuery,
  type Contact,
  contactName,
  standing,
} from './work.queries';

const ConsentDialog = lazy(() =>
  import('./consent.form').then((file) => ({ default: file.ConsentDialog })),
);

const ICONS = { email: IconMail, whatsapp: IconBrandWhatsapp, tracking: IconClick };
const LOOK = {
  given: { tone: 'good', icon: 'check' },
  refused: { tone: 'bad', icon: 'ban' },
  revoked: { tone: 'bad', icon: 'ban' },
} as const;

/** Who may be written to about offers, on what basis, and how one knows. */
export function ConsentsPanel({ lead, mayWork }: { lead: LeadView; mayWork: boolean }) {
  const { t } = useTranslation('work');
  const query = useQuery(consentsQuery(lead.id));
  const [wish, setWish] = useState<ConsentWish | null>(null);
  if (lead.contacts.length === 0) return null;
  return (
    <section className="card" aria-labelledby="consents">
      <div className="card-head">
        <h2 id="consents">{t('consents.title')}</h2>
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={2} />}>
        {({ items }) => (
          <ul className="consents">
            {lead.contacts.map((contact) => (
              <li key={contact.id}>
                <p className="person-name">{contactName(contact)}</p>
                {CONSENT_MATTERS.map((matter) => (
                  <Standing
                    key={matter.key}
                    contact={contact}
                    matter={matter}
                    consent={standing(items, contact.id, matter)}
                    onWish={mayWork ? setWish : null}
                  />
                ))}
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      <Suspense>
        {wish && <ConsentDialog lead={lead} wish={wish} onClose={() => setWish(null)} />}
      </Suspense>
    </section>
  );
}

interface StandingProps {
  contact: Contact;
  matter: ConsentMatter;
  consent: ConsentView | undefined;
  onWish: ((wish: ConsentWish) => void) | null;
}

function Standing({ contact, matter, consent, onWish }: StandingProps) {
  const { t } = useTranslation('work');
  const names = useNames();
  const Icon = ICONS[matter.key];
  const isGiven = consent?.state === 'given';
  const label = t(`channel.${matter.key}`);
  return (
    <div className="consent">
      <Icon size={16} stroke={1.5} aria-hidden />
      <div className="consent-body">
        <p>
          {label}{' '}
          {consent ? (
            <Tag {...LOOK[consent.state]} quiet={isGiven}>
              {t(`consentState.${consent.state}`)}
            </Tag>
          ) : (
            <span className="rl-quiet">{t('consents.unknown')}</span>
          )}
        </p>
        {consent && (
          <p className="rl-quiet">
            {[
              consent.basis && t(`basis.${consent.basis}`),
              consent.requestedThing &&
                t(`thing.${consent.requestedThing as 'sample'}`, {
                  defaultValue: consent.requestedThing,
                }),
              names.consentSource(consent.source),
            ]
              .filter(Boolean)
              .join(' · ')}
            {' · '}
            <Time at={consent.givenAt} as="date" />
          </p>
        )}
      </div>
      {onWish && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t(isGiven ? 'consents.withdrawOf' : 'consents.recordOf', {
            channel: label,
            name: contactName(contact),
          })}
          onClick={() => onWish({ contact, matter, state: isGiven ? 'revoked' : 'given' })}
        >
          {t(isGiven ? 'consents.withdraw' : 'consents.record')}
        </Button>
      )}
    </div>
  );
}
