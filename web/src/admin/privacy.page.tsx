import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveText } from '../core/download';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useFormat } from '../core/use-format';
import { Page } from '../parts/page';
import { ProblemBox } from '../parts/problem-box';
import { Empty, NoRight } from '../parts/state-view';
import { AdminTabs } from './admin-head.panel';
import { ErasePerson } from './erase-person.form';
import { exportPerson, findHeldPeople, type HeldPerson } from './privacy.queries';
import './admin.css';

interface Found {
  readonly who: string;
  readonly people: readonly HeldPerson[];
}

export function PrivacyPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  if (!may(session, 'privacy.read')) return <NoRight right={t('rights.privacy')} />;
  const search = async (who: string) => {
    setMissing(who === '');
    if (who === '') return;
    setBusy(true);
    setError(null);
    try {
      setFound({ who, people: (await findHeldPeople(who)).items });
    } catch (cause) {
      setFound(null);
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void search(text.trim());
  };
  return (
    <Page title={t('tabs.privacy')} area={t('title')} below={<AdminTabs active="privacy" />}>
      <form className="admin-filters privacy-search" role="search" noValidate onSubmit={submit}>
        <TextInput
          className="privacy-who"
          aria-label={t('privacy.who')}
          placeholder={t('privacy.who')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          error={missing ? t('required') : null}
          maxLength={320}
          autoComplete="off"
        />
        <Button type="submit" loading={busy}>
          {t('privacy.search')}
        </Button>
      </form>
      <div className="privacy-found" aria-live="polite">
        {error !== null && <ProblemBox error={error} />}
        {found === null && error === null && !busy && (
          <Empty title={t('privacy.about')} text={t('privacy.aboutText')} />
        )}
        {found?.people.length === 0 && (
          <Empty title={t('privacy.none')} text={t('privacy.noneText')} />
        )}
        {found?.people.map((person) => (
          <Held
            key={person.contactId ?? found.who}
            person={person}
            who={found.who}
            onErased={() => void search(found.who)}
          />
        ))}
      </div>
    </Page>
  );
}

interface HeldProps {
  person: HeldPerson;
  who: string;
  onErased: () => void;
}

/** One person: what is held where, a copy of it, and the end of it. */
function Held({ person, who, onErased }: HeldProps) {
  const { t } = useTranslation('admin');
  const session = useSession();
  const format = useFormat();
  const [erasing, setErasing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = person.name ?? t('privacy.nameless');
  const download = async () => {
    setError(null);
    try {
      const copy = await exportPerson(person.contactId ?? who);
      saveText(`${t('privacy.file')}.json`, 'application/json', JSON.stringify(copy, null, 2));
    } catch (cause) {
      setError(cause);
    }
  };
  const erased = () => {
    toast(t('privacy.erased'));
    onErased();
  };
  return (
    <section className="privacy-person" aria-label={name}>
      <h2>{name}</h2>
      <p className="rl-quiet">{person.company ?? t('privacy.noContact')}</p>
      <dl className="privacy-held">
        {person.held.map(({ module, table, rows }) => (
          <div key={`${module} ${table}`}>
            <dt>{t(`privacy.tables.${table}`, { defaultValue: table })}</dt>
            <dd className="rl-num">{format.number(rows)}</dd>
          </div>
        ))}
      </dl>
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void download()}
        >
          {t('privacy.download')}
        </Button>
        {may(session, 'privacy.erase') && (
          <Button variant="subtle" color="red" onClick={() => setErasing(true)}>
            {t('privacy.erase')}
          </Button>
        )}
      </div>
      {erasing && (
        <ErasePerson person={person} who={who} onClose={() => setErasing(false)} onDone={erased} />
      )}
    </section>
  );
}
