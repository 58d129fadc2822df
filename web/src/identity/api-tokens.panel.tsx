import { Button, CopyButton, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../core/form-data';
import { type FieldError, Problem, splitErrors } from '../core/problem';
import { useSession } from '../core/session';
import { toastProblem } from '../core/toast';
import { ProblemBox } from '../parts/problem-box';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { apiTokensQuery, issueApiToken, revokeApiToken } from './identity.queries';
import { Card } from './me-account.panel';

const LIFETIMES = ['30', '90', '365'];

/** Keys for programs that act in one's name; a new one is shown once. */
export function ApiTokens() {
  const { t } = useTranslation('identity');
  const [asking, setAsking] = useState(false);
  const [issued, setIssued] = useState<string | null>(null);
  return (
    <Card id="tokens" title={t('tokens.title')}>
      <List />
      <div className="card-body">
        <p className="rl-quiet">
          <a href="/docs" target="_blank" rel="noreferrer">
            {t('tokens.docs')}
          </a>
        </p>
        {issued !== null && <Issued token={issued} />}
        {asking ? (
          <TokenForm
            onDone={(token) => {
              setIssued(token ?? issued);
              setAsking(false);
            }}
          />
        ) : (
          <div>
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('tokens.new')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function List() {
  const { t } = useTranslation('identity');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const query = useQuery(apiTokensQuery);
  const end = async (id: string) => {
    try {
      await revokeApiToken(id);
    } catch (error) {
      toastProblem(core, error);
    }
    await queries.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
  };
  return (
    <QueryView query={query} skeleton={<Skeleton rows={1} height={56} />}>
      {({ items }) => (
        <ul>
          {items.length === 0 && <li className="session rl-quiet">{t('tokens.none')}</li>}
          {items.map((token) => (
            <li key={token.id} className="session">
              <div>
                <b>{token.name}</b> <span className="rl-quiet">… {token.hint}</span>
                <div className="rl-quiet">{token.acts.join(', ')}</div>
                <div className="rl-quiet">
                  {token.lastUsedAt === null ? (
                    t('tokens.unused')
                  ) : (
                    <>
                      {t('me.lastUsed')} <Time at={token.lastUsedAt} />
                    </>
                  )}
                  {' · '}
                  {t('tokens.until')} <Time at={token.expiresAt} />
                </div>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={t('tokens.endNamed', { name: token.name })}
                onClick={() => void end(token.id)}
              >
                {t('tokens.end')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}

/** A new token, this once. */
export function Issued({ token }: { token: string }) {
  const { t } = useTranslation('identity');
  return (
    <div className="token" role="status">
      <p>{t('tokens.once')}</p>
      <code>{token}</code>
      <CopyButton value={token}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy}>
            {copied ? t('tokens.copied') : t('tokens.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

/** Asks what a new token is for and may do; `onDone` with null gives up. */
export function TokenForm({ onDone }: { onDone: (token: string | null) => void }) {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  const { acts } = useSession();
  const [chosen, setChosen] = useState<string[]>([]);
  const [days, setDays] = useState('90');
  const [error, setError] = useState<unknown>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<readonly FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = textOf(new FormData(event.currentTarget), 'name').trim();
    const missing = {
      ...(name === '' && { name: t('tokens.nameMissing') }),
      ...(chosen.length === 0 && { acts: t('tokens.actsMissing') }),
    };
    setError(null);
    setFields(missing);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      const { token } = await issueApiToken({ name, acts: chosen, expiresInDays: Number(days) });
      await queries.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
      onDone(token);
    } catch (cause) {
      if (cause instanceof Problem) {
        const split = splitErrors(cause, (path) => path === 'name');
        setFields(split.fields);
        setRest(split.rest);
      }
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
      {error !== null && <ProblemBox error={error} rest={rest} />}
      <TextInput
        className="me-field"
        name="name"
        label={t('tokens.name')}
        description={t('tokens.nameHelp')}
        error={fields['name']}
        maxLength={120}
        data-autofocus
      />
      <MultiSelect
        label={t('tokens.acts')}
        description={t('tokens.actsHelp')}
        data={acts}
        value={chosen}
        onChange={setChosen}
        error={fields['acts']}
        searchable
        nothingFoundMessage={t('tokens.noAct')}
      />
      <Select
        className="me-field"
        label={t('tokens.lifetime')}
        data={LIFETIMES.map((value) => ({ value, label: t('tokens.days', { count: +value }) }))}
        value={days}
        onChange={(value) => setDays(value ?? '90')}
        allowDeselect={false}
      />
      <div className="form-acts">
        <Button type="submit" loading={busy}>
          {t('tokens.make')}
        </Button>
        <Button variant="default" onClick={() => onDone(null)}>
          {t('tokens.cancel')}
        </Button>
      </div>
    </form>
  );
}
