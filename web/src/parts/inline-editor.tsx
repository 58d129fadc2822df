import {
  ActionIcon,
  Loader,
  MultiSelect,
  NumberInput,
  Select,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../core/problem-text';

export type Value = string | string[];

/** `choices`: several of the options; `lines`: a text of several lines, which Ctrl and Enter save. */
type Kind = 'text' | 'lines' | 'number' | 'select' | 'choices' | 'tags';

export interface InlineEditProps<V extends Value> {
  label: string;
  /** What is shown while nobody edits. */
  shown: ReactNode;
  /** What the editor begins with. */
  value: V;
  kind?: Kind;
  options?: readonly { value: string; label: string }[];
  /** Without it the fact cannot be edited. */
  onSave?: (value: V) => Promise<void>;
  suffix?: string;
  /** Of the options none may be chosen: the value is empty then. */
  clearable?: boolean;
}

/** The field of a fact that is being edited. */
export function InlineEditor<V extends Value>(
  props: InlineEditProps<V> & { close: (saved: boolean) => void },
) {
  const { label, value, kind = 'text', close } = props;
  const { t } = useTranslation('parts');
  const core = useTranslation('core').t;
  // What stood there when the editing began: a newer version that arrives meanwhile must not be overwritten unseen.
  const [begun] = useState({ value, onSave: props.onSave });
  const [draft, setDraft] = useState<Value>(value);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    if (JSON.stringify(draft) === JSON.stringify(begun.value)) {
      close(false);
      return;
    }
    setBusy(true);
    try {
      await begun.onSave?.(draft as V);
      close(true);
    } catch (cause) {
      const text = problemText(core, cause);
      const [first] = (cause as { errors?: { detail: string }[] }).errors ?? [];
      setError(first?.detail ?? `${text.title} ${text.detail}`);
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close(false);
    }
    const isDone = kind === 'text' || kind === 'number' || (kind === 'lines' && isCommand(event));
    if (event.key === 'Enter' && isDone) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div className="inline-editor" onKeyDown={onKeyDown}>
      <Field {...props} label={label} draft={draft} setDraft={setDraft} error={error} />
      <ActionIcon
        variant="default"
        aria-label={t('edit.save')}
        disabled={busy}
        onClick={() => void save()}
      >
        {busy ? <Loader size={14} /> : <IconCheck size={16} aria-hidden />}
      </ActionIcon>
      <ActionIcon aria-label={t('edit.cancel')} onClick={() => close(false)}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

const isCommand = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;

interface FieldProps {
  label: string;
  kind?: Kind;
  options?: readonly { value: string; label: string }[];
  suffix?: string;
  clearable?: boolean;
  draft: Value;
  setDraft: (draft: Value) => void;
  error: string | null;
}

function Field(props: FieldProps) {
  const { label, kind, options = [], suffix, clearable = false, draft, setDraft, error } = props;
  const { i18n } = useTranslation();
  const common = {
    'aria-label': label,
    size: 'sm',
    error,
    autoFocus: true,
    className: 'inline-field',
  };
  const german = i18n.language === 'de';
  if (kind === 'select')
    return (
      <Select
        {...common}
        data={[...options]}
        value={draft as string}
        onChange={(next) => setDraft(next ?? '')}
        searchable={options.length > 8}
        clearable={clearable}
        allowDeselect={clearable}
      />
    );
  if (kind === 'choices')
    return (
      <MultiSelect {...common} data={[...options]} value={draft as string[]} onChange={setDraft} />
    );
  if (kind === 'tags')
    return <TagsInput {...common} value={draft as string[]} onChange={setDraft} maxTags={20} />;
  if (kind === 'number')
    return (
      <NumberInput
        {...common}
        value={draft as string}
        onChange={(next) => setDraft(String(next))}
        thousandSeparator={german ? '.' : ','}
        decimalSeparator={german ? ',' : '.'}
        suffix={suffix}
        hideControls
      />
    );
  if (kind === 'lines')
    return (
      <Textarea
        {...common}
        autosize
        minRows={3}
        maxRows={12}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
