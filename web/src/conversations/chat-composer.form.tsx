import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconSend, IconTemplate } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { Problem } from '../core/problem';
import { useIntent } from '../core/use-intent';
import { ProblemBox } from '../parts/problem-box';
import {
  chatKeys,
  chatTemplatesQuery,
  type ConversationView,
  type SendableTemplate,
  sendMessage,
} from './chats.queries';

/** What a message of each channel may hold. */
const MOST = { text: 4096, mail: 20_000 } as const;

type Body = Parameters<typeof sendMessage>[1];

/**
 * An answer by mail; in a chat free text while the window is open, an approved template otherwise. What is typed survives
 * everything.
 */
export function ChatComposer({ chat }: { chat: ConversationView }) {
  const { t } = useTranslation('conversations');
  const { text, template, mail, because } = chat.canSend;
  const [wantsTemplate, setWantsTemplate] = useState(false);
  const send = useSending(chat);
  if (mail)
    return (
      <div className="composer-chat">
        <TextForm chat={chat} send={send} kind="mail" other={null} />
      </div>
    );
  if (!text && !template)
    return <p className="thread-mute">{t(`composer.cannot.${because ?? 'window-closed'}`)}</p>;
  const asTemplate = template && (!text || wantsTemplate);
  return (
    <div className="composer-chat">
      {asTemplate ? (
        <TemplateForm
          chat={chat}
          send={send}
          why={text ? null : t('composer.why')}
          back={
            text && (
              <Button variant="default" onClick={() => setWantsTemplate(false)}>
                {t('composer.freely')}
              </Button>
            )
          }
        />
      ) : (
        <TextForm
          chat={chat}
          send={send}
          kind="text"
          other={
            template && (
              <Button
                variant="default"
                leftSection={<IconTemplate size={16} stroke={1.5} aria-hidden />}
                onClick={() => setWantsTemplate(true)}
              >
                {t('composer.template')}
              </Button>
            )
          }
        />
      )}
    </div>
  );
}

type Send = ReturnType<typeof useSending>;

function useSending(chat: ConversationView) {
  const queries = useQueryClient();
  const { intent, answered } = useIntent();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (body: Body): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await sendMessage(chat.id, body, intent);
      answered();
      return true;
    } catch (cause) {
      answered(cause);
      setError(cause);
      return false;
    } finally {
      setBusy(false);
      for (const queryKey of [
        chatKeys.thread(chat.id),
        chatKeys.chat(chat.id),
        chatKeys.lists,
        chatKeys.counts,
      ])
        void queries.invalidateQueries({ queryKey });
    }
  };
  return { run, busy, error };
}

interface FormProps {
  chat: ConversationView;
  send: Send;
}

interface TextFormProps extends FormProps {
  kind: 'text' | 'mail';
  other: ReactNode;
}

function TextForm({ chat, send, kind, other }: TextFormProps) {
  const { t } = useTranslation('conversations');
  const name = `chat.${chat.id}`;
  const [text, setText] = useState(() => {
    const kept = readDraft(name) as { text?: unknown } | null;
    return typeof kept?.text === 'string' ? kept.text : '';
  });
  const [isEmpty, setIsEmpty] = useState(false);
  const submit = async () => {
    const body = text.trim();
    setIsEmpty(body === '');
    if (body === '' || send.busy) return;
    if (!(await send.run({ kind, text: body }))) return;
    dropDraft(name);
    setText('');
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };
  return (
    <form
      className="composer-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {send.error !== null && <Trouble error={send.error} />}
      <Textarea
        aria-label={t('composer.label')}
        placeholder={t('composer.hint', { name: chat.contact?.name ?? chat.sender ?? '' })}
        autosize
        minRows={kind === 'mail' ? 3 : 2}
        maxRows={kind === 'mail' ? 14 : 8}
        maxLength={MOST[kind]}
        value={text}
        error={isEmpty && text.trim() === '' ? t('composer.empty') : undefined}
        onKeyDown={onKey}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          keepDraft(name, { text: value });
        }}
      />
      <div className="composer-acts">
        <span className="composer-key rl-quiet">
          {kind === 'mail' && <>{t('composer.mail')} </>}
          {t('composer.key')}
        </span>
        {other}
        <Button
          type="submit"
          loading={send.busy}
          leftSection={<IconSend size={16} stroke={1.5} aria-hidden />}
        >
          {t('composer.send')}
        </Button>
      </div>
    </form>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation('conversations');
  const isShut = error instanceof Problem && error.kind === 'window-closed';
  return (
    <ProblemBox error={error} title={isShut ? t('composer.shut') : undefined}>
      {isShut ? <p>{t('composer.shutText')}</p> : undefined}
    </ProblemBox>
  );
}

interface TemplateFormProps extends FormProps {
  why: string | null;
  back: ReactNode;
}

function TemplateForm({ chat, send, why, back }: TemplateFormProps) {
  const { t } = useTranslation('conversations');
  const lists = useTranslation('lists').t;
  const { data, error } = useQuery(chatTemplatesQuery(chat.id));
  const [at, setAt] = useState(0);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [checked, setChecked] = useState(false);
  if (error) return <ProblemBox error={error} />;
  if (!data) return <p className="rl-quiet">{t('composer.loading')}</p>;
  const template = data.items[at];
  if (!template) return <p className="thread-mute">{t('composer.noTemplate')}</p>;
  const value = (name: string) => typed[name] ?? template.filled[name] ?? '';
  const missing = template.variables.filter((name) => value(name).trim() === '');
  const submit = async () => {
    setChecked(true);
    if (missing.length > 0 || send.busy) return;
    const { key, locale, variables } = template;
    await send.run({
      kind: 'template',
      templateKey: key,
      locale,
      variables: Object.fromEntries(variables.map((name) => [name, value(name).trim()])),
    });
  };
  return (
    <form
      className="composer-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {why && <p className="composer-why">{why}</p>}
      {send.error !== null && <Trouble error={send.error} />}
      <Select
        label={t('composer.which')}
        data={data.items.map(({ key, locale }, index) => ({
          value: String(index),
          label: `${key} · ${lists(`locale.${locale as 'de'}`, { defaultValue: locale })}`,
        }))}
        value={String(at)}
        onChange={(choice) => {
          setAt(Number(choice));
          setTyped({});
          setChecked(false);
        }}
        allowDeselect={false}
      />
      {template.variables.map((name) => (
        <TextInput
          key={name}
          label={name}
          value={value(name)}
          error={checked && value(name).trim() === '' ? t('composer.missing') : undefined}
          onChange={({ currentTarget }) => {
            const said = currentTarget.value;
            setTyped((before) => ({ ...before, [name]: said }));
          }}
        />
      ))}
      <Preview template={template} value={value} />
      <div className="composer-acts">
        {back}
        <Button
          type="submit"
          loading={send.busy}
          leftSection={<IconSend size={16} stroke={1.5} aria-hidden />}
        >
          {t('composer.sendTemplate')}
        </Button>
      </div>
    </form>
  );
}

interface PreviewProps {
  template: SendableTemplate;
  value: (name: string) => string;
}

/** As the reader will see it. */
function Preview({ template, value }: PreviewProps) {
  const { t } = useTranslation('conversations');
  const body = template.body.replace(
    /\{\{\s*([\w.-]+)\s*\}\}/g,
    (whole, name: string) => value(template.variables[Number(name) - 1] ?? name) || whole,
  );
  return (
    <div className="composer-preview" role="group" aria-label={t('composer.preview')}>
      <p>{body}</p>
      {template.buttons.length > 0 && (
        <ul>
          {template.buttons.map((label) => (
            <li key={label}>{label}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
